/**
 * Who belongs to a group: its members in the order they came, its leader, its protocol type, whose sync is missing, and
 * the member ids that were given out (KIP-394) to clients that have not joined with them yet.
 */
import type { Timer } from '../../clock.js';
import type { GroupError, GroupProtocol, MemberIdentity } from '../group-messages.js';
import { commonProtocols } from '../rebalance/choose-protocol.js';
import type { Member } from './member.js';
import { StaticMembers } from './static-members.js';

export class GroupMembers {
  #members = new Map<string, Member>();
  readonly #static = new StaticMembers();
  readonly #pending = new Map<string, Timer>();
  #unsynced = new Set<string>();
  #leaderId = '';
  /** Of the last members, while there are none; empty for a group that only ever had commits. */
  protocolType = '';

  get size(): number {
    return this.#members.size;
  }

  /** The first to come, and after it whoever has been here longest. Empty without members. */
  get leaderId(): string {
    return this.#leaderId;
  }

  get pendingSize(): number {
    return this.#pending.size;
  }

  all(): Member[] {
    return [...this.#members.values()];
  }

  get(id: string): Member | undefined {
    return this.#members.get(id);
  }

  findInstance(groupInstanceId: string | null): Member | undefined {
    return groupInstanceId === null ? undefined : this.#static.get(groupInstanceId);
  }

  /** Why somebody cannot speak for a member, if so. */
  errorFor(identity: MemberIdentity): GroupError {
    const fenced = this.#static.errorFor(identity);
    if (fenced !== 'NONE') return fenced;
    return this.#members.has(identity.memberId) ? 'NONE' : 'UNKNOWN_MEMBER_ID';
  }

  add(member: Member): void {
    if (this.#members.size === 0) {
      this.protocolType = member.protocolType;
      this.#leaderId = member.id;
    }
    this.#members.set(member.id, member);
    this.#static.add(member);
    this.removePending(member.id);
  }

  remove(member: Member): void {
    this.#members.delete(member.id);
    this.#static.remove(member);
    if (member.id === this.#leaderId) this.#leaderId = this.#members.keys().next().value ?? '';
  }

  /**
   * Puts a successor in a member's place. The sync that its predecessor owes stays owed: as in Kafka, the group
   * rebalances when it is not there in time.
   */
  replace(member: Member, successor: Member): void {
    this.#members = new Map(
      this.all()
        .map((each) => (each === member ? successor : each))
        .map((each) => [each.id, each]),
    );
    this.#static.add(successor);
    if (member.id === this.#leaderId) this.#leaderId = successor.id;
  }

  /** Has somebody lead who has joined. Says whether there is anybody. */
  electJoinedLeader(): boolean {
    if (this.get(this.#leaderId)?.awaitsJoin === true) return true;
    const joined = this.all().find((member) => member.awaitsJoin);
    this.#leaderId = joined?.id ?? this.#leaderId;
    return joined !== undefined;
  }

  isPending(id: string): boolean {
    return this.#pending.has(id);
  }

  addPending(id: string, expiry: Timer): void {
    this.#pending.set(id, expiry);
  }

  /** Says whether there was such a pending id. */
  removePending(id: string): boolean {
    this.#pending.get(id)?.cancel();
    return this.#pending.delete(id);
  }

  pendingIds(): string[] {
    return [...this.#pending.keys()];
  }

  get awaitingJoin(): number {
    return this.all().filter((member) => member.awaitsJoin).length;
  }

  /** Whether nobody is missing: every member has joined and every id given out has been used. */
  get allJoined(): boolean {
    return this.#pending.size === 0 && this.all().every((member) => member.awaitsJoin);
  }

  /** Ids of those who have not synced in the present generation. */
  get unsynced(): readonly string[] {
    return [...this.#unsynced];
  }

  /** A generation begins, in which everybody has to sync. */
  expectSyncs(): void {
    this.#unsynced = new Set(this.#members.keys());
  }

  hasSynced(member: Member): void {
    this.#unsynced.delete(member.id);
  }

  /** The longest that any member asks for. */
  get rebalanceTimeoutMs(): number {
    return Math.max(0, ...this.all().map((member) => member.rebalanceTimeoutMs));
  }

  /** Whether somebody with these protocols can be in one generation with those who are here. */
  supports(protocolType: string, protocols: readonly GroupProtocol[]): boolean {
    if (this.#members.size === 0) return protocolType !== '' && protocols.length > 0;
    if (protocolType !== this.protocolType) return false;
    return commonProtocols([{ protocols }, ...this.all()]).length > 0;
  }
}

/**
 * The members of a group in the order they joined, its leader, its protocol type, the members that have not synced, and
 * the reserved member ids (KIP-394) of clients that have not joined yet.
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

  /** The first member to join; after it, the longest-standing member. Empty without members. */
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

  /** The error when the identity is not that of a current member, else NONE. */
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
   * Replaces a member by its successor. A sync that the predecessor has not sent is still expected: as in Kafka, the
   * group rebalances if it does not arrive in time.
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

  /** Makes a member that has joined the leader. Returns whether there is one. */
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

  /** Returns whether the id was reserved. */
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

  /** Whether every member has joined and every reserved id has been used. */
  get allJoined(): boolean {
    return this.#pending.size === 0 && this.all().every((member) => member.awaitsJoin);
  }

  /** Ids of the members that have not synced in the current generation. */
  get unsynced(): readonly string[] {
    return [...this.#unsynced];
  }

  /** Starts a generation in which every member has to sync. */
  expectSyncs(): void {
    this.#unsynced = new Set(this.#members.keys());
  }

  hasSynced(member: Member): void {
    this.#unsynced.delete(member.id);
  }

  /** The longest rebalance timeout of all members. */
  get rebalanceTimeoutMs(): number {
    return Math.max(0, ...this.all().map((member) => member.rebalanceTimeoutMs));
  }

  /** Whether a client with these protocols can be in one generation with the current members. */
  supports(protocolType: string, protocols: readonly GroupProtocol[]): boolean {
    if (this.#members.size === 0) return protocolType !== '' && protocols.length > 0;
    if (protocolType !== this.protocolType) return false;
    return commonProtocols([{ protocols }, ...this.all()]).length > 0;
  }
}

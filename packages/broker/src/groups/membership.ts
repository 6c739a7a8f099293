/**
 * Who belongs to a group: its members in the order they came, its leader, its protocol type, and the member ids that
 * were given out (KIP-394) to clients that have not joined with them yet.
 */
import type { Timer } from '../clock.js';
import { commonProtocols } from './choose-protocol.js';
import type { GroupProtocol } from './group-messages.js';
import type { Member } from './member.js';

export class Membership {
  readonly #members = new Map<string, Member>();
  readonly #pending = new Map<string, Timer>();
  /** Of the last members, while there are none; empty for a group that only ever had commits. */
  protocolType = '';

  get size(): number {
    return this.#members.size;
  }

  /** Who has been here longest leads. Empty without members. */
  get leaderId(): string {
    return this.#members.keys().next().value ?? '';
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

  add(member: Member): void {
    if (this.#members.size === 0) this.protocolType = member.protocolType;
    this.#members.set(member.id, member);
    this.removePending(member.id);
  }

  remove(member: Member): void {
    this.#members.delete(member.id);
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

  get allSynced(): boolean {
    return this.all().every((member) => member.hasSynced);
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

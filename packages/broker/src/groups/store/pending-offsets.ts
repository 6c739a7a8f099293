/**
 * Offsets of open transactions, which become visible when these commit (KIP-98). Of several for one partition the one
 * sent last wins, whichever transaction ends first; a commit outside of a transaction discards all older ones.
 */
import type { CommittedOffset } from './group-change.js';

export interface PendingOffset {
  readonly producerId: number;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly committed: CommittedOffset;
}

type GroupPartition = Pick<PendingOffset, 'group' | 'topic' | 'partition'>;

const keyOf = ({ topic, partition }: Omit<GroupPartition, 'group'>): string => `${topic}\n${partition}`;

export class PendingOffsets {
  /** By group, then by topic and partition; oldest first, at most one per producer. There are no empty maps. */
  readonly #pending = new Map<string, Map<string, readonly PendingOffset[]>>();

  add(offset: PendingOffset): void {
    const ofGroup = this.#pending.get(offset.group) ?? new Map<string, readonly PendingOffset[]>();
    const others = (ofGroup.get(keyOf(offset)) ?? []).filter(({ producerId }) => producerId !== offset.producerId);
    this.#pending.set(offset.group, ofGroup.set(keyOf(offset), [...others, offset]));
  }

  has(group: string): boolean {
    return this.#pending.has(group);
  }

  /** Whether an open transaction has an offset for this partition. */
  hasAt(target: GroupPartition): boolean {
    return this.#pending.get(target.group)?.has(keyOf(target)) ?? false;
  }

  groups(): Iterable<string> {
    return this.#pending.keys();
  }

  /** All offsets, those of one partition in their order. */
  all(): PendingOffset[] {
    return [...this.#pending.values()].flatMap((ofGroup) => [...ofGroup.values()].flat());
  }

  /**
   * Removes and returns a producer's offsets for a group; on commit, older offsets of the same partitions are
   * discarded.
   */
  take(producerId: number, group: string, isCommitted: boolean): PendingOffset[] {
    const taken: PendingOffset[] = [];
    for (const [key, offsets] of [...(this.#pending.get(group) ?? [])]) {
      const at = offsets.findIndex((offset) => offset.producerId === producerId);
      const [own] = offsets.slice(at);
      if (at < 0 || own === undefined) continue;
      taken.push(own);
      this.#set(group, key, isCommitted ? offsets.slice(at + 1) : offsets.toSpliced(at, 1));
    }
    return taken;
  }

  forget(target: GroupPartition): void {
    if (this.#pending.size > 0) this.#set(target.group, keyOf(target), []);
  }

  forgetGroup(group: string): void {
    this.#pending.delete(group);
  }

  #set(group: string, key: string, offsets: readonly PendingOffset[]): void {
    const ofGroup = this.#pending.get(group);
    if (offsets.length > 0) ofGroup?.set(key, offsets);
    else ofGroup?.delete(key);
    if (ofGroup?.size === 0) this.#pending.delete(group);
  }
}

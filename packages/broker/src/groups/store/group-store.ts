/**
 * The durable data of groups: their committed offsets, and per group its generation and since when it is empty.
 * Everything is in memory; with a journal it is written there first, so that no acknowledged commit is lost by a
 * restart.
 */
import type { Journal } from '../../journal/journal.js';
import type { GroupRecord } from '../group-dependencies.js';
import type { CommittedOffset, GroupChange } from './group-change.js';
import { PendingOffsets } from './pending-offsets.js';

/** By topic, then by partition. */
export type OffsetsOfGroup = ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>>;

/** Events of a store that no request causes. */
export interface GroupStoreListener {
  /** This many bytes of an incomplete entry were truncated when the store was opened. */
  onTruncated(bytes: number): void;
  /** The journal could not be rewritten; it keeps growing and nothing is lost. */
  onRewriteFailed(error: unknown): void;
}

export class GroupStore {
  readonly #offsets = new Map<string, Map<string, Map<number, CommittedOffset>>>();
  readonly #pending = new PendingOffsets();
  readonly #records = new Map<string, GroupRecord>();
  readonly #journal: Journal<GroupChange> | undefined;

  readonly #listener: GroupStoreListener | undefined;

  private constructor(journal?: Journal<GroupChange>, listener?: GroupStoreListener) {
    this.#journal = journal;
    this.#listener = listener;
  }

  /** Lost with the process. */
  static inMemory(): GroupStore {
    return new GroupStore();
  }

  /** With everything that the journal holds. */
  static open(journal: Journal<GroupChange>, listener: GroupStoreListener): GroupStore {
    const store = new GroupStore(journal, listener);
    const { changes, tornBytes } = journal.read();
    for (const change of changes) store.#apply(change);
    journal.rewrite(store.#snapshot());
    if (tornBytes > 0) listener.onTruncated(tornBytes);
    return store;
  }

  /** All changes, or none when the journal cannot be written (it throws). */
  change(changes: readonly GroupChange[]): void {
    if (changes.length === 0) return;
    this.#journal?.append(changes);
    for (const change of changes) this.#apply(change);
    if (this.#journal?.isOvergrown === true) this.#rewrite(this.#journal);
  }

  /** The records of the groups that have one. */
  records(): ReadonlyMap<string, GroupRecord> {
    return this.#records;
  }

  /** Groups that have offsets, or will have some when a transaction commits. */
  groupsWithOffsets(): string[] {
    return [...new Set([...this.#offsets.keys(), ...this.#pending.groups()])];
  }

  find(group: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#offsets.get(group)?.get(topic)?.get(partition);
  }

  offsetsOf(group: string): OffsetsOfGroup {
    return this.#offsets.get(group) ?? new Map();
  }

  hasOffsets(group: string): boolean {
    return this.#offsets.has(group) || this.#pending.has(group);
  }

  /** Whether open transactions have offsets for the group. */
  hasPending(group: string): boolean {
    return this.#pending.has(group);
  }

  /** Whether an open transaction has an offset for this partition of the group. */
  hasPendingAt(group: string, topic: string, partition: number): boolean {
    return this.#pending.hasAt({ group, topic, partition });
  }

  /** Deletes the offsets of all groups for a topic. */
  forgetTopic(topic: string): void {
    const changes: GroupChange[] = [];
    for (const [group, topics] of this.#offsets) {
      for (const partition of topics.get(topic)?.keys() ?? [])
        changes.push({ kind: 'forget', group, topic, partition });
    }
    for (const { group, topic: pendingTopic, partition } of this.#pending.all()) {
      if (pendingTopic === topic) changes.push({ kind: 'forget', group, topic, partition });
    }
    this.change(changes);
  }

  /** Deletes the offsets of all other topics. */
  retainTopics(topics: ReadonlySet<string>): void {
    const committed = [...this.#offsets.values()].flatMap((ofGroup) => [...ofGroup.keys()]);
    const pending = Array.from(this.#pending.all(), ({ topic }) => topic);
    for (const topic of new Set([...committed, ...pending])) if (!topics.has(topic)) this.forgetTopic(topic);
  }

  close(): void {
    this.#journal?.close();
  }

  /** The changes that made the rewrite due are stored already, so its failure is not an error of any request. */
  #rewrite(journal: Journal<GroupChange>): void {
    try {
      journal.rewrite(this.#snapshot());
    } catch (error) {
      this.#listener?.onRewriteFailed(error);
    }
  }

  #apply(change: GroupChange): void {
    const { group } = change;
    switch (change.kind) {
      case 'group':
        this.#records.set(group, change.record);
        break;
      case 'commit':
        this.#pending.forget(change);
        this.#set(group, change.topic, change.partition, change.committed);
        break;
      case 'pend':
        this.#pending.add(change);
        break;
      case 'settle':
        this.#completeTransaction(change.producerId, group, change.isCommitted);
        break;
      case 'forget':
        this.#pending.forget(change);
        this.#unset(group, change.topic, change.partition);
        break;
      case 'delete':
        this.#records.delete(group);
        this.#offsets.delete(group);
        this.#pending.forgetGroup(group);
    }
  }

  #completeTransaction(producerId: number, group: string, isCommitted: boolean): void {
    const completed = this.#pending.take(producerId, group, isCommitted);
    if (!isCommitted) return;
    for (const { topic, partition, committed } of completed) this.#set(group, topic, partition, committed);
  }

  #set(group: string, topic: string, partition: number, committed: CommittedOffset): void {
    const topics = this.#offsets.get(group) ?? new Map<string, Map<number, CommittedOffset>>();
    const partitions = topics.get(topic) ?? new Map<number, CommittedOffset>();
    this.#offsets.set(group, topics.set(topic, partitions.set(partition, committed)));
  }

  /** Leaves no empty map behind: a group exists as long as it has an offset. */
  #unset(group: string, topic: string, partition: number): void {
    const topics = this.#offsets.get(group);
    const partitions = topics?.get(topic);
    partitions?.delete(partition);
    if (partitions?.size === 0) topics?.delete(topic);
    if (topics?.size === 0) this.#offsets.delete(group);
  }

  #snapshot(): GroupChange[] {
    const changes: GroupChange[] = [];
    for (const [group, record] of this.#records) changes.push({ kind: 'group', group, record });
    for (const [group, topics] of this.#offsets) {
      for (const [topic, partitions] of topics) {
        for (const [partition, committed] of partitions) {
          changes.push({ kind: 'commit', group, topic, partition, committed });
        }
      }
    }
    for (const pending of this.#pending.all()) changes.push({ kind: 'pend', ...pending });
    return changes;
  }
}

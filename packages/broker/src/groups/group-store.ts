/**
 * What lasts of groups: their committed offsets, and per group its generation and since when it is empty. All is in
 * memory; with a journal it is written there first, so that nobody is told of a commit that a restart would lose.
 */
import type { GroupRecord } from './group-surroundings.js';
import type { CommittedOffset, StoreChange } from './store-change.js';
import type { StoreJournal } from './store-journal.js';

/** By topic, then by partition. */
export type OffsetsOfGroup = ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>>;

/** What happens to a store without anybody's asking. */
export interface StoreListener {
  /** So many bytes of a half-written entry were cut off when it was opened. */
  onTorn(bytes: number): void;
  /** The journal could not be written anew; it goes on growing and nothing is lost. */
  onRewriteFailed(error: unknown): void;
}

export class GroupStore {
  readonly #offsets = new Map<string, Map<string, Map<number, CommittedOffset>>>();
  readonly #records = new Map<string, GroupRecord>();
  readonly #journal: StoreJournal | undefined;

  readonly #listener: StoreListener | undefined;

  private constructor(journal?: StoreJournal, listener?: StoreListener) {
    this.#journal = journal;
    this.#listener = listener;
  }

  /** Gone with the process. */
  static inMemory(): GroupStore {
    return new GroupStore();
  }

  /** With all that the journal holds. */
  static open(journal: StoreJournal, listener: StoreListener): GroupStore {
    const store = new GroupStore(journal, listener);
    const { changes, tornBytes } = journal.read();
    for (const change of changes) store.#apply(change);
    journal.rewrite(store.#snapshot());
    if (tornBytes > 0) listener.onTorn(tornBytes);
    return store;
  }

  /** All of them or, when the journal cannot be written (it throws), none. */
  change(changes: readonly StoreChange[]): void {
    if (changes.length === 0) return;
    this.#journal?.append(changes);
    for (const change of changes) this.#apply(change);
    if (this.#journal?.isOvergrown === true) this.#rewrite(this.#journal);
  }

  /** Groups that have a record, and what it says. */
  records(): ReadonlyMap<string, GroupRecord> {
    return this.#records;
  }

  /** Groups that have offsets. */
  groupsWithOffsets(): string[] {
    return [...this.#offsets.keys()];
  }

  find(group: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#offsets.get(group)?.get(topic)?.get(partition);
  }

  offsetsOf(group: string): OffsetsOfGroup {
    return this.#offsets.get(group) ?? new Map();
  }

  hasOffsets(group: string): boolean {
    return this.#offsets.has(group);
  }

  /** Forgets what any group has committed for a topic. */
  forgetTopic(topic: string): void {
    const changes: StoreChange[] = [];
    for (const [group, topics] of this.#offsets) {
      for (const partition of topics.get(topic)?.keys() ?? [])
        changes.push({ kind: 'forget', group, topic, partition });
    }
    this.change(changes);
  }

  close(): void {
    this.#journal?.close();
  }

  /** The changes that made it due are stored already: a failure is nobody's answer. */
  #rewrite(journal: StoreJournal): void {
    try {
      journal.rewrite(this.#snapshot());
    } catch (error) {
      this.#listener?.onRewriteFailed(error);
    }
  }

  #apply(change: StoreChange): void {
    const { group } = change;
    if (change.kind === 'group') this.#records.set(group, change.record);
    else if (change.kind === 'commit') this.#set(group, change.topic, change.partition, change.committed);
    else if (change.kind === 'forget') this.#unset(group, change.topic, change.partition);
    else {
      this.#records.delete(group);
      this.#offsets.delete(group);
    }
  }

  #set(group: string, topic: string, partition: number, committed: CommittedOffset): void {
    const topics = this.#offsets.get(group) ?? new Map<string, Map<number, CommittedOffset>>();
    const partitions = topics.get(topic) ?? new Map<number, CommittedOffset>();
    this.#offsets.set(group, topics.set(topic, partitions.set(partition, committed)));
  }

  /** Leaves no empty map behind: a group is there as long as it has an offset. */
  #unset(group: string, topic: string, partition: number): void {
    const topics = this.#offsets.get(group);
    const partitions = topics?.get(topic);
    partitions?.delete(partition);
    if (partitions?.size === 0) topics?.delete(topic);
    if (topics?.size === 0) this.#offsets.delete(group);
  }

  #snapshot(): StoreChange[] {
    const changes: StoreChange[] = [];
    for (const [group, record] of this.#records) changes.push({ kind: 'group', group, record });
    for (const [group, topics] of this.#offsets) {
      for (const [topic, partitions] of topics) {
        for (const [partition, committed] of partitions) {
          changes.push({ kind: 'commit', group, topic, partition, committed });
        }
      }
    }
    return changes;
  }
}

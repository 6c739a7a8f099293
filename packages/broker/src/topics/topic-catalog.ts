/**
 * The topics of the broker and their storage. Changes run one after the other: the logs of a new partition exist before
 * the partition can be found, and every change is stored before it is acknowledged.
 */
import { randomBytes } from 'node:crypto';
import type { PartitionLogs } from '../log/partition-logs.js';
import type { BrokerEvent } from '../options.js';
import type { CatalogStore, StoredTopic } from './catalog-file.js';
import type { Topic, Topics } from './topic.js';
import { type ConfigOverrides, type TopicConfigName, topicConfigs } from './topic-configs.js';

export interface CatalogDependencies {
  readonly store: CatalogStore;
  readonly logs: PartitionLogs;
  readonly emit: (event: BrokerEvent) => void;
}

export class TopicCatalog implements Topics {
  readonly #topics = new Map<string, CatalogTopic>();
  readonly #deleted = new Set<(topic: Topic) => void>();
  #lastChange: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly clusterId: string,
    private readonly deps: CatalogDependencies,
  ) {}

  /** Reads the stored topics and opens the logs of all partitions. */
  static async open(deps: CatalogDependencies): Promise<TopicCatalog> {
    const stored = await deps.store.read();
    const catalog = new TopicCatalog(stored?.clusterId ?? randomBytes(16).toString('base64url'), deps);
    for (const { name, id, partitions, overrides } of stored?.topics ?? []) {
      const topic = new CatalogTopic(name, id, partitions, new Map(Object.entries(overrides)));
      await catalog.#openLogs(topic, 0, partitions);
      catalog.#topics.set(name, topic);
    }
    if (stored === undefined) await catalog.#store([]);
    return catalog;
  }

  find(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  all(): Iterable<Topic> {
    return this.#topics.values();
  }

  onDeleted(listener: (topic: Topic) => void): () => void {
    this.#deleted.add(listener);
    return () => this.#deleted.delete(listener);
  }

  create(name: string, partitions: number, overrides: ConfigOverrides): Promise<boolean> {
    return this.#change(async () => {
      if (this.#topics.has(name)) return false;
      const topic = new CatalogTopic(name, randomBytes(16).toString('base64url'), partitions, overrides);
      try {
        await this.#openLogs(topic, 0, partitions);
        await this.#store([...this.#topics.values(), topic]);
      } catch (error) {
        await this.deps.logs.delete(topic);
        throw error;
      }
      this.#topics.set(name, topic);
      this.deps.emit({ type: 'topic-created', topic: name, partitions });
      return true;
    });
  }

  delete(name: string): Promise<boolean> {
    return this.#change(async () => {
      const topic = this.#topics.get(name);
      if (topic === undefined) return false;
      await this.#store([...this.#topics.values()].filter((other) => other !== topic));
      this.#topics.delete(name);
      for (const listener of this.#deleted) listener(topic);
      await this.deps.logs.delete(topic);
      this.deps.emit({ type: 'topic-deleted', topic: name });
      return true;
    });
  }

  grow({ name }: Topic, partitions: number): Promise<void> {
    return this.#change(async () => {
      const topic = this.#topics.get(name);
      if (topic === undefined || topic.partitions >= partitions) return;
      await this.#openLogs(topic, topic.partitions, partitions);
      await this.#replace(topic, { ...topic.stored(), partitions });
      topic.partitions = partitions;
    });
  }

  configure({ name }: Topic, overrides: ConfigOverrides): Promise<void> {
    return this.#change(async () => {
      const topic = this.#topics.get(name);
      if (topic === undefined) return;
      await this.#replace(topic, { ...topic.stored(), overrides: Object.fromEntries(overrides) });
      topic.overrides = overrides;
    });
  }

  /** Waits for changes that are running. */
  async close(): Promise<void> {
    await this.#lastChange;
  }

  async #openLogs(topic: Topic, from: number, to: number): Promise<void> {
    for (let partition = from; partition < to; partition++) await this.deps.logs.open(topic, partition);
  }

  #change<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#lastChange.then(change);
    this.#lastChange = changed.then(
      () => undefined,
      () => undefined,
    );
    return changed;
  }

  /** Stores all topics, one of them changed. */
  #replace(topic: CatalogTopic, changed: StoredTopic): Promise<void> {
    return this.#store(
      [...this.#topics.values()].map((other) => (other === topic ? { stored: () => changed } : other)),
    );
  }

  #store(topics: readonly Pick<CatalogTopic, 'stored'>[]): Promise<void> {
    return this.deps.store.write({ clusterId: this.clusterId, topics: topics.map((topic) => topic.stored()) });
  }
}

class CatalogTopic implements Topic {
  constructor(
    readonly name: string,
    readonly id: string,
    public partitions: number,
    public overrides: ConfigOverrides,
  ) {}

  config(name: TopicConfigName): string {
    return this.overrides.get(name) ?? topicConfigs[name].byDefault;
  }

  stored(): StoredTopic {
    const { name, id, partitions, overrides } = this;
    return { name, id, partitions, overrides: Object.fromEntries(overrides) };
  }
}

/** A cluster in memory behind the part of the admin port that topics need; it counts the calls. */
import type { Admin, ConfigChange, ConfigEntry, NewTopic, TopicDescription } from '@kfw/core';
import { KfwError } from '@kfw/core';

export interface FakeTopic {
  partitions: number;
  replicas: number;
  /** Set on the topic. */
  config: Record<string, string>;
}

export const brokerDefaults: Readonly<Record<string, string>> = {
  'cleanup.policy': 'delete',
  'retention.ms': '604800000',
  'max.message.bytes': '1048588',
  'min.insync.replicas': '1',
  preallocate: 'false',
  'min.cleanable.dirty.ratio': '0.5',
};

export type FakeAdmin = Pick<
  Admin,
  | 'listTopics'
  | 'describeTopics'
  | 'describeConfigs'
  | 'cluster'
  | 'createTopics'
  | 'createPartitions'
  | 'incrementalAlterConfigs'
  | 'offsetRanges'
>;

export class FakeCluster implements FakeAdmin {
  readonly topics = new Map<string, FakeTopic>();
  readonly calls: string[] = [];
  /** Before a call: it may throw, or change the cluster as another client would. */
  before: (call: string, names: readonly string[]) => void = () => undefined;

  constructor(
    readonly brokers = 3,
    topics: Readonly<Record<string, Partial<FakeTopic>>> = {},
  ) {
    for (const [name, topic] of Object.entries(topics)) this.add(name, topic);
  }

  add(name: string, { partitions = 1, replicas = 1, config = {} }: Partial<FakeTopic> = {}): void {
    this.topics.set(name, { partitions, replicas, config });
  }

  async listTopics() {
    this.#called('listTopics');
    return [...this.topics.keys()];
  }

  async describeTopics(names: readonly string[]): Promise<TopicDescription[]> {
    this.#called('describeTopics', names);
    return names.map((topic) => {
      const { partitions, replicas } = this.#find(topic);
      const ids = Array.from({ length: replicas }, (_, id) => id + 1);
      const each = Array.from({ length: partitions }, (_, partition) => ({
        partition,
        leader: 1,
        replicas: ids,
        inSync: ids,
      }));
      return { topic, partitions: each };
    });
  }

  async describeConfigs(resources: readonly { readonly type: 'topic' | 'broker'; readonly name: string }[]) {
    this.#called(
      'describeConfigs',
      resources.map(({ name }) => name),
    );
    return resources.map(({ type, name }) => ({ type, name, entries: entriesOf(this.#find(name).config) }));
  }

  async cluster() {
    this.#called('cluster');
    const brokers = Array.from({ length: this.brokers }, (_, id) => ({ id: id + 1, host: 'fake', port: 9092 }));
    return { brokers, controller: 1 };
  }

  async createTopics(topics: readonly NewTopic[]) {
    this.#called(
      'createTopics',
      topics.map(({ topic }) => topic),
    );
    const created = topics.filter(({ topic }) => !this.topics.has(topic));
    for (const { topic, partitions = 1, replicationFactor = 1, config = {} } of created) {
      this.add(topic, { partitions, replicas: replicationFactor, config: { ...config } });
    }
    return created.map(({ topic }) => topic);
  }

  async createPartitions(topics: readonly { readonly topic: string; readonly partitions: number }[]) {
    this.#called(
      'createPartitions',
      topics.map(({ topic }) => topic),
    );
    for (const { topic, partitions } of topics) this.#find(topic).partitions = partitions;
    return topics.map(({ topic }) => ({ topic }));
  }

  async incrementalAlterConfigs(changes: readonly ConfigChange[]) {
    this.#called(
      'incrementalAlterConfigs',
      changes.map(({ name }) => name),
    );
    return changes.map(({ type, name, set }) => {
      const topic = this.topics.get(name);
      if (topic === undefined) return { type, name, error: new KfwError('KFW_TOPIC_UNKNOWN', name) };
      for (const [key, value] of Object.entries(set)) topic.config[key] = value ?? '';
      return { type, name };
    });
  }

  async offsetRanges(names: readonly string[]) {
    this.#called('offsetRanges', names);
    return names.flatMap((topic) =>
      Array.from({ length: this.#find(topic).partitions }, (_, partition) => ({ topic, partition, low: 2, high: 5 })),
    );
  }

  #called(call: string, names: readonly string[] = []): void {
    this.before(call, names);
    this.calls.push(call);
  }

  #find(name: string): FakeTopic {
    const topic = this.topics.get(name);
    if (topic === undefined) throw new KfwError('KFW_TOPIC_UNKNOWN', name);
    return topic;
  }
}

function entriesOf(config: Readonly<Record<string, string>>): ConfigEntry[] {
  return Object.entries({ ...brokerDefaults, ...config }).map(([name, value]) => ({
    name,
    value,
    source: name in config ? 'topic' : 'default',
    readOnly: false,
    sensitive: false,
  }));
}

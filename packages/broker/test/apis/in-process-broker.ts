/** Calls an API without a server: the request is encoded, read and handled, and the response written and decoded. */
import type { BrokerState } from '../../src/broker-state.js';
import { LogManager } from '../../src/log/log-manager.js';
import { ProducerIds } from '../../src/producers/producer-ids.js';
import type { Api } from '../../src/protocol/api.js';
import { Reader } from '../../src/protocol/reader.js';
import { Writer } from '../../src/protocol/writer.js';
import type { Topic } from '../../src/topics/topic.js';
import { type TopicConfigName, topicConfigs } from '../../src/topics/topic-configs.js';
import { ManualClock } from '../groups/manual-clock.js';

export interface InProcessBroker {
  readonly state: BrokerState;
  readonly clock: ManualClock;
  readonly closed: AbortController;
  addTopic(name: string, partitions?: number, overrides?: Partial<Record<TopicConfigName, string>>): Promise<Topic>;
  /** Removes the topic, then its logs. */
  deleteTopic(name: string): Promise<void>;
  /** Undefined when the API sends no response. */
  call(api: Api, version: number, request: (writer: Writer) => unknown): Promise<Reader | undefined>;
}

/** The part of a broker's state that the APIs of the log use. */
export const inProcessBroker = (folder?: string): InProcessBroker => {
  const clock = new ManualClock();
  const logs = new LogManager({ folder, clock });
  const topics = new Map<string, Topic>();
  const closed = new AbortController();
  const state = {
    clock,
    logs,
    producerIds: new ProducerIds(undefined),
    topics: { find: (name: string) => topics.get(name) },
    emit: () => {},
  } as unknown as BrokerState;
  return {
    state,
    clock,
    closed,
    async addTopic(name, partitions = 1, given = {}) {
      const overrides = new Map(Object.entries(given));
      const config = (key: TopicConfigName) => overrides.get(key) ?? topicConfigs[key].byDefault;
      const topic = { name, id: `id-${name}`, partitions, overrides, config };
      for (let partition = 0; partition < partitions; partition++) await logs.open(topic, partition);
      topics.set(name, topic);
      return topic;
    },
    async deleteTopic(name) {
      const topic = topics.get(name);
      topics.delete(name);
      if (topic !== undefined) await logs.delete(topic);
    },
    async call(api, version, request) {
      const writer = new Writer();
      request(writer);
      const frame = Buffer.concat(writer.frame());
      const connection = { id: 1, clientHost: '127.0.0.1', principal: 'User:ANONYMOUS', close: () => closed.abort() };
      const context = { version, clientId: null, connection, signal: closed.signal, broker: state };
      const response = await api.handle(api.read(new Reader(frame, 4), version), context as never);
      if (response === undefined) return undefined;
      const written = new Writer();
      api.write(written, response, version);
      return new Reader(Buffer.concat(written.frame()), 4);
    },
  };
};

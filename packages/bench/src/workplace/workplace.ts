/**
 * Where benchmarks run: the cluster that was named, or an Apache Kafka of its own, and the topics made on it. The
 * topics go when it closes; the groups of a named cluster expire by themselves.
 */
import { randomBytes } from 'node:crypto';
import { type Admin, Monitor, type Sink, type Transport } from '@kfw/core';
import { startKafka } from '@kfw/scenarios';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { partitionCount, recordOf } from './records.js';

/** Records per partition and request while a topic is filled. */
const chunk = 1_000;

/** The key of a record by the record's number. */
type KeyOf = (number: number) => Buffer | null;

/** A name that no other run has. */
export function freshName(kind: string): string {
  return `kfw-bench-${kind}-${randomBytes(4).toString('hex')}`;
}

export class Workplace {
  readonly #topics: string[] = [];

  private constructor(
    readonly brokers: string,
    private readonly transport: Transport,
    private readonly sink: Sink,
    private readonly stopCluster: () => Promise<void>,
  ) {}

  /** `brokers` as for `KFW_BROKERS`; without them a cluster is started, and stopped by `close`. */
  static async open(brokers?: string): Promise<Workplace> {
    const cluster = brokers === undefined ? await startKafka({ registry: false, forSpeed: true }) : undefined;
    const address = cluster?.brokers ?? brokers ?? '';
    const transport = createKafkajsTransport({
      clientId: 'kfw-bench',
      brokers: address.split(','),
      brokersSetting: '--brokers',
      connectionTimeoutMs: 3_000,
      requestTimeoutMs: 30_000,
      monitor: new Monitor(),
    });
    const sink = transport.sink({ acks: -1, compression: 'none', idempotent: true, requestTimeoutMs: 30_000 });
    const workplace = new Workplace(address, transport, sink, async () => cluster?.stop());
    try {
      await transport.connect();
      await sink.connect();
      return workplace;
    } catch (thrown) {
      await workplace.close();
      throw thrown;
    }
  }

  get admin(): Admin {
    return this.transport.admin;
  }

  async createTopic(partitions: number): Promise<string> {
    const topic = freshName('topic');
    await this.admin.createTopics([{ topic, partitions }]);
    this.#topics.push(topic);
    // On a busy machine a broker is told to be a leader later than it tells others that it is one.
    await this.admin.topicOffsets(topic);
    return topic;
  }

  /** A topic that holds the records 0 to `count` − 1. */
  async createFilledTopic(count: number, keyOf: KeyOf = () => null): Promise<string> {
    const topic = await this.createTopic(partitionCount);
    for (let from = 0; from < count; from += chunk * partitionCount) {
      const results = await this.sink.send(batchesFrom(topic, { from, count, keyOf }));
      for (const result of results) if (!result.ok) throw result.error;
    }
    return topic;
  }

  async close(): Promise<void> {
    try {
      if (this.#topics.length > 0) await this.admin.deleteTopics(this.#topics);
      await this.sink.disconnect();
      await this.transport.disconnect();
    } finally {
      await this.stopCluster();
    }
  }
}

function batchesFrom(topic: string, { from, count, keyOf }: { from: number; count: number; keyOf: KeyOf }) {
  const partitions = Array.from({ length: Math.min(partitionCount, count - from) }, (_, partition) => partition);
  return partitions.map((partition) => {
    const left = Math.ceil((count - from - partition) / partitionCount);
    const records = Array.from({ length: Math.min(chunk, left) }, (_, index) => {
      const number = from + partition + index * partitionCount;
      return { key: keyOf(number), value: recordOf(number), headers: {} };
    });
    return { topic, partition, records };
  });
}

/**
 * The cluster that benchmarks run on: a given one, or an Apache Kafka of their own, and the topics created on it. The
 * topics are deleted when it closes; the groups of a given cluster expire by themselves.
 */
import { randomBytes } from 'node:crypto';
import { type Admin, type Compression, Monitor, type Sink, type Transport } from '@kfw/core';
import { startKafka } from '@kfw/test-cluster';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { partitionCount, recordOf } from '../records/numbered-records.js';

/** The records of a topic. */
export interface Filling {
  /** The key of a record by the record's number. Default: no keys. */
  readonly keyOf?: (number: number) => Buffer | null;
  /** Its value. Default: `recordOf`. */
  readonly payloadOf?: (number: number) => Buffer;
  /** Default: none. */
  readonly compression?: Compression;
  /** Records of a batch. Default 1,000. */
  readonly perBatch?: number;
}

const usualPerBatch = 1_000;

/** A unique name. */
export function freshName(kind: string): string {
  return `kfw-bench-${kind}-${randomBytes(4).toString('hex')}`;
}

export class BenchCluster {
  readonly #topics: string[] = [];
  readonly #sinks = new Map<Compression, Sink>();

  private constructor(
    readonly brokers: string,
    private readonly transport: Transport,
    private readonly stopCluster: () => Promise<void>,
  ) {}

  /** `brokers` in the form of `KFW_BROKERS`; without them a cluster is started, and stopped by `close`. */
  static async open(brokers?: string): Promise<BenchCluster> {
    const started = brokers === undefined ? await startKafka({ registry: false, forSpeed: true }) : undefined;
    const address = started?.brokers ?? brokers ?? '';
    const transport = createKafkajsTransport({
      clientId: 'kfw-bench',
      brokers: address.split(','),
      brokersSetting: '--brokers',
      connectionTimeoutMs: 3_000,
      requestTimeoutMs: 30_000,
      monitor: new Monitor(),
    });
    const cluster = new BenchCluster(address, transport, async () => started?.stop());
    try {
      await transport.connect();
      return cluster;
    } catch (thrown) {
      await cluster.close();
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
    // On a busy machine metadata may name a leader before that broker knows that it is one.
    await this.admin.topicOffsets(topic);
    return topic;
  }

  /** A topic that holds the records 0 to `count` − 1. */
  async createFilledTopic(count: number, filling: Filling = {}): Promise<string> {
    const topic = await this.createTopic(partitionCount);
    const { perBatch = usualPerBatch } = filling;
    const sink = await this.#sinkFor(filling.compression ?? 'none');
    for (let from = 0; from < count; from += perBatch * partitionCount) {
      const results = await sink.send(batchesFrom(topic, { from, count, ...filling, perBatch }));
      for (const result of results) if (!result.ok) throw result.error;
    }
    return topic;
  }

  async #sinkFor(compression: Compression): Promise<Sink> {
    const known = this.#sinks.get(compression);
    if (known !== undefined) return known;
    const sink = this.transport.sink({ acks: -1, compression, idempotent: true, requestTimeoutMs: 30_000 });
    this.#sinks.set(compression, sink);
    await sink.connect();
    return sink;
  }

  async close(): Promise<void> {
    try {
      if (this.#topics.length > 0) await this.admin.deleteTopics(this.#topics);
      for (const sink of this.#sinks.values()) await sink.disconnect();
      await this.transport.disconnect();
    } finally {
      await this.stopCluster();
    }
  }
}

interface BatchRange extends Filling {
  readonly from: number;
  readonly count: number;
  readonly perBatch: number;
}

function batchesFrom(topic: string, { from, count, perBatch, keyOf = () => null, payloadOf = recordOf }: BatchRange) {
  const partitions = Array.from({ length: Math.min(partitionCount, count - from) }, (_, partition) => partition);
  return partitions.map((partition) => {
    const left = Math.ceil((count - from - partition) / partitionCount);
    const records = Array.from({ length: Math.min(perBatch, left) }, (_, index) => {
      const number = from + partition + index * partitionCount;
      return { key: keyOf(number), value: payloadOf(number), headers: {} };
    });
    return { topic, partition, records };
  });
}

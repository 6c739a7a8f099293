/**
 * A sink with a log per partition, whose answers a test decides. It throws when it is used in a way that the port forbids:
 * a partition that is on its way twice, a request that spans brokers, a batch repeated with another array.
 */

import type { TopicPartition } from '../../src/events/topic-partition.js';
import type { OutboundRecord } from '../../src/ports/records.js';
import type { PartitionBatch, PartitionResult, Sink, TopicInfo } from '../../src/ports/transport.js';

/** What becomes of one batch. `lost` was written, and its answer did not arrive; `missing`: neither, and it is not named. */
export type Outcome = 'written' | 'refused' | 'lost' | 'missing' | 'fatal';

export interface FakeRequest {
  readonly leader: number | undefined;
  readonly batches: readonly PartitionBatch[];
}

/** Not to the byte: the sizes of real sinks are theirs to test. */
const recordBytes = ({ key, value }: OutboundRecord): number => 9 + (key?.length ?? 0) + (value?.length ?? 0);

export const isPoison = ({ value }: OutboundRecord): boolean => value?.toString() === 'poison';

export class FakeCluster implements Sink {
  readonly requests: FakeRequest[] = [];
  readonly logs = new Map<string, OutboundRecord[]>();
  readonly leaders = new Map<string, number | undefined>();
  readonly misuse: string[] = [];
  topics: Record<string, TopicInfo | Promise<TopicInfo>> = {};
  /** Decides about one batch of a request. */
  outcomeOf: (batch: PartitionBatch) => Outcome = () => 'written';
  /** Resolves when a request is to be answered; rejects when it fails as a whole. */
  latency: (request: FakeRequest) => Promise<void> = async () => {};
  mostInFlight = 0;
  readonly sizeOf = recordBytes;
  readonly batchOverhead = { batchBytes: 61, recordBytes: 12 };
  readonly #inFlight = new Map<number, number>();
  readonly #partitionsInFlight = new Set<string>();
  readonly #written = new Map<readonly OutboundRecord[], number>();
  readonly #lastArray = new Map<OutboundRecord, readonly OutboundRecord[]>();
  readonly #divided = new Set<readonly OutboundRecord[]>();

  constructor(partitions = 4) {
    this.topics = { users: { partitions, compacted: false, maxBatchBytes: undefined } };
  }

  async connect(): Promise<void> {}
  async disconnect(): Promise<void> {}

  topicInfo(topic: string): TopicInfo | Promise<TopicInfo> {
    const info = this.topics[topic];
    if (info === undefined) throw new Error(`the test has no topic ${topic}`);
    return info;
  }

  leaderOf(topicPartition: TopicPartition): number | undefined {
    const name = nameOf(topicPartition);
    return this.leaders.has(name) ? this.leaders.get(name) : topicPartition.partition % 2;
  }

  async send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    const request = { leader: this.#begin(batches), batches };
    this.requests.push(request);
    try {
      await this.latency(request);
      return batches.flatMap((batch) => this.#respond(batch) ?? []);
    } finally {
      for (const batch of batches) this.#partitionsInFlight.delete(nameOf(batch));
      if (request.leader !== undefined) this.#count(request.leader, -1);
    }
  }

  /** The values of a partition's log, as text. */
  textsOf(partition: number, topic = 'users'): string[] {
    return (this.logs.get(nameOf({ topic, partition })) ?? []).map(({ value }) => String(value));
  }

  #begin(batches: readonly PartitionBatch[]): number | undefined {
    const leaders = new Set(batches.map((batch) => this.leaderOf(batch)));
    if (leaders.size !== 1 || (leaders.has(undefined) && batches.length > 1))
      this.misuse.push('brokers in one request');
    for (const batch of batches) {
      const name = nameOf(batch);
      if (this.#partitionsInFlight.has(name)) this.misuse.push(`${name} is on its way already`);
      this.#partitionsInFlight.add(name);
      if (batch.records.length === 0) this.misuse.push('an empty batch');
      for (const record of batch.records) this.#remember(record, batch.records);
    }
    const [leader] = leaders;
    if (leader !== undefined) this.#count(leader, 1);
    return leader;
  }

  /** A message goes with the array that it went with before, unless that one had to be divided. */
  #remember(record: OutboundRecord, records: readonly OutboundRecord[]): void {
    const before = this.#lastArray.get(record);
    if (before !== undefined && before !== records && !this.#divided.has(before)) this.misuse.push('another array');
    this.#lastArray.set(record, records);
  }

  #count(leader: number, by: number): void {
    const count = (this.#inFlight.get(leader) ?? 0) + by;
    this.#inFlight.set(leader, count);
    this.mostInFlight = Math.max(this.mostInFlight, count);
  }

  #respond(batch: PartitionBatch): PartitionResult | undefined {
    const { topic, partition, records } = batch;
    const failed = (retriable: boolean, divisible: boolean, why: string): PartitionResult => {
      if (divisible) this.#divided.add(records);
      return { topic, partition, ok: false, error: new Error(why), retriable, divisible };
    };
    if (!this.#written.has(records) && records.some(isPoison)) return failed(false, true, 'poison');
    const outcome = this.outcomeOf(batch);
    if (outcome === 'refused') return failed(true, false, 'not the leader');
    if (outcome === 'fatal') return failed(false, false, 'not allowed');
    if (outcome === 'missing') return undefined;
    const baseOffset = this.#write(batch);
    return outcome === 'lost' ? failed(true, false, 'timed out') : { topic, partition, ok: true, baseOffset };
  }

  /** Once for one array, as an idempotent sink does. */
  #write(batch: PartitionBatch): number {
    const known = this.#written.get(batch.records);
    if (known !== undefined) return known;
    const log = this.logs.get(nameOf(batch)) ?? [];
    this.logs.set(nameOf(batch), log);
    const baseOffset = log.length;
    log.push(...batch.records);
    this.#written.set(batch.records, baseOffset);
    return baseOffset;
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}[${partition}]`;
}

/** One topic of the producer: its info, its queues, and its sticky partition. */
import type { Measurements } from '../../measuring/measurements.js';
import type { BatchOverhead, TopicInfo } from '../../ports/transport.js';
import { PartitionQueue, type QueueTopic } from '../buffer/partition-queue.js';
import type { BatchLimits, ProducerSettings } from '../producer-options.js';
import { TopicMeters } from '../topic-meters.js';
import { StickyPartitioner } from './sticky-partitioner.js';

export class ProducerTopic implements QueueTopic {
  readonly stickyPartitioner = new StickyPartitioner();
  /** By partition; a partition has a queue from the first message on. */
  readonly queues: (PartitionQueue | undefined)[] = [];
  /** As last fetched: it is used while it is fetched again. */
  info: TopicInfo | undefined;
  /** The cluster said that there is no such topic. */
  isGone = false;
  /** The turn in which the info was looked up. */
  lookedUpIn = -1;
  asking: Promise<TopicInfo> | undefined;
  /** When to ask again after asking has failed. */
  askAgainAt = 0;
  /** The last of the calls that wait for the info: later ones wait for it, so that none overtakes another. */
  lastWaiting: Promise<void> | undefined;
  #limits: BatchLimits | undefined;
  #meters: TopicMeters | undefined;

  constructor(
    readonly name: string,
    readonly overhead: BatchOverhead,
    private readonly settings: ProducerSettings,
    private readonly measurements: Measurements,
  ) {}

  setInfo(info: TopicInfo): void {
    this.isGone = false;
    if (info === this.info) return;
    this.info = info;
    // The cluster has the topic: its series begin at 0.
    this.#meters ??= new TopicMeters(this.measurements, this.name);
    this.#limits = undefined;
  }

  /** Whether messages can be prepared without fetching the info first. */
  get isKnown(): boolean {
    return this.info !== undefined && !this.isGone;
  }

  get limits(): BatchLimits {
    const { batchSize, maxBatchBytes } = this.settings;
    this.#limits ??= {
      messages: batchSize,
      bytes: Math.min(this.info?.maxBatchBytes ?? maxBatchBytes, maxBatchBytes),
    };
    return this.#limits;
  }

  get meters(): TopicMeters {
    this.#meters ??= new TopicMeters(this.measurements, this.name);
    return this.#meters;
  }

  batchClosed(partition: number): void {
    this.stickyPartitioner.closed(partition);
  }

  queueOf(partition: number): PartitionQueue {
    const known = this.queues[partition];
    if (known !== undefined) return known;
    const queue = new PartitionQueue(this, partition);
    this.queues[partition] = queue;
    return queue;
  }
}

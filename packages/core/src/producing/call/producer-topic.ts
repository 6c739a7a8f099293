/** What the producer knows and holds of one topic. */
import type { BatchOverhead, TopicInfo } from '../../ports/transport.js';
import { PartitionQueue, type QueueTopic } from '../buffer/partition-queue.js';
import type { BatchLimits, ProducerSettings } from '../producer-options.js';
import { StickyPartitioner } from './sticky-partitioner.js';

export class ProducerTopic implements QueueTopic {
  readonly stickyPartitioner = new StickyPartitioner();
  /** By partition; those that nothing was sent to have none. */
  readonly queues: (PartitionQueue | undefined)[] = [];
  /** As last heard: what was known serves while the cluster is asked again. */
  info: TopicInfo | undefined;
  /** The cluster said that there is no such topic. */
  isGone = false;
  /** The turn in which the facts were looked up. */
  lookedUpIn = -1;
  asking: Promise<TopicInfo> | undefined;
  /** When to ask again after asking has failed. */
  askAgainAt = 0;
  /** The last of the calls that wait for facts: later ones wait for it, so that none overtakes another. */
  lastWaiting: Promise<void> | undefined;
  #limits: BatchLimits | undefined;

  constructor(
    readonly name: string,
    readonly overhead: BatchOverhead,
    private readonly settings: ProducerSettings,
  ) {}

  setInfo(info: TopicInfo): void {
    this.isGone = false;
    if (info === this.info) return;
    this.info = info;
    this.#limits = undefined;
  }

  /** Whether messages can be prepared without asking the cluster first. */
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

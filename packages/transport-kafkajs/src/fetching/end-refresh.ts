/**
 * Asks for the ends of partitions that are not fetched because their buffer is full: their lag grows meanwhile, and must be known also
 * when their leader goes down. One small request per broker and second, and nothing waits for it.
 */
import { parseOffset } from '../client/offsets.js';
import type { AssignedPartition } from '../consuming/assigned-partitions.js';
import { requestWithCodec } from '../kafkajs/admin-codecs.js';
import type { Broker } from '../kafkajs/internals.js';
import { noteHighWatermark } from './end-of-log.js';

const everyMs = 1_000;
const latest = '-1';
/** Of an open transaction as well. */
const uncommitted = 0;

export class EndRefresh {
  /** Brokers that have not responded yet. */
  readonly #asked = new Set<number>();

  /** `partitions`: those that the broker leads and that are not fetched now. */
  refreshOld(nodeId: number, broker: () => Promise<Broker>, partitions: readonly AssignedPartition[]): void {
    const seenBefore = performance.now() - everyMs;
    const old = partitions.filter(({ endSeenAt = 0 }) => endSeenAt < seenBefore);
    if (old.length === 0 || this.#asked.has(nodeId)) return;
    this.#asked.add(nodeId);
    // What is wrong with the broker shows in its fetches; it is asked again with one of them.
    this.#ask(broker, old)
      .catch(() => {})
      .finally(() => this.#asked.delete(nodeId));
  }

  async #ask(broker: () => Promise<Broker>, partitions: readonly AssignedPartition[]): Promise<void> {
    const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
    const topics = Array.from(byTopic, ([topic, ofTopic]) => {
      return { topic, partitions: ofTopic.map(({ partition }) => ({ partition, timestamp: latest })) };
    });
    const asked = { replicaId: -1, isolationLevel: uncommitted, topics } as const;
    const { responses } = await requestWithCodec(await broker(), 'ListOffsets', asked);
    for (const { topic, partitions: ofTopic } of responses) {
      const byPartition = new Map(byTopic.get(topic)?.map((each) => [each.partition, each]));
      for (const { partition, errorCode, offset } of ofTopic) {
        const assignedPartition = byPartition.get(partition);
        if (errorCode === 0 && assignedPartition !== undefined)
          noteHighWatermark(assignedPartition, parseOffset(offset.toString()));
      }
    }
  }
}

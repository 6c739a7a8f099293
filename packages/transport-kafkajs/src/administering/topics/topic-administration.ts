/** The calls of the admin about topics, their offsets and their records. */
import type {
  Admin,
  ItemResult,
  NewTopic,
  OffsetRangesOptions,
  PartitionRange,
  TopicDescription,
  TopicPartition,
} from '@kfw/core';
import { transportError } from '../../errors.js';
import { partitionKey } from '../../producing/partition-results.js';
import type { AdminCalls } from '../requests/admin-calls.js';
import type { ClusterRequests } from '../requests/cluster-requests.js';
import { onCluster, onTopic, type Refused } from '../requests/refusals.js';
import type { Outcomes } from '../requests/settle-items.js';
import { untilVisible } from '../requests/until-visible.js';
import { deletedRecords, explainUndeletableRecords } from './deleted-records.js';
import { grownTopics, type WantedPartitions } from './more-partitions.js';
import { collision, createdTopics, deletedTopics } from './new-topics.js';
import { isolationLevels, offsetsByTime, rangesOf } from './offset-lookups.js';
import { areUnknown, describedTopics } from './topic-descriptions.js';
import { leadersOfTopics } from './wait-for-leaders.js';

/** Kafka's number where there is no offset. */
const unknownOffset = -1;

const nameOf = (name: string): string => name;

export class TopicAdministration {
  constructor(private readonly calls: Pick<AdminCalls, 'run' | 'retried' | 'values' | 'errorOf'>) {}

  list(): Promise<string[]> {
    return this.calls.retried({ action: 'list topics', needs: onCluster('Describe') }, async (requests) => {
      const { topicMetadata } = await requests.metadata([]);
      return topicMetadata.map(({ topic }) => topic);
    });
  }

  async describe(topics: readonly string[]): Promise<TopicDescription[]> {
    return this.#ofTopics(topics, 'describe topic', describedTopics);
  }

  async create(topics: readonly NewTopic[]): Promise<string[]> {
    const existing = await this.list();
    const missing = topics.filter(({ topic }) => !existing.includes(topic));
    const colliding = collision(missing, existing);
    if (colliding !== undefined) throw transportError('KFW_TOPIC_COLLIDES', colliding);
    if (missing.length === 0) return [];
    const names = [...new Set(missing.map(({ topic }) => topic))];
    return this.calls.run({ action: `create ${names.join(', ')}` }, async (requests) => {
      const outcomes = await createdTopics(requests, missing);
      const existingNow = names.filter((topic) => !(outcomes.get(topic) instanceof Error));
      await leadersOfTopics(
        requests,
        existingNow.map((topic) => ({ topic })),
      );
      this.calls.values(names, nameOf, outcomes, (topic) => ({
        action: `create topic ${topic}`,
        needs: onTopic('Create', topic),
      }));
      return names.filter((topic) => outcomes.get(topic) === 'created');
    });
  }

  async delete(topics: readonly string[]): Promise<string[]> {
    // The broker would delete those that exist, and report only that one does not.
    await this.#ofTopics(topics, 'delete topic', describedTopics, 'Delete');
    if (topics.length === 0) return [];
    return this.calls.run({ action: `delete ${topics.join(', ')}` }, async (requests) => {
      const names = [...new Set(topics)];
      const outcomes = await deletedTopics(requests, names);
      const gone = names.filter((topic) => outcomes.get(topic) === true);
      if (gone.length > 0) await untilVisible(requests, (broker) => areUnknown(broker, gone));
      this.calls.values(names, nameOf, outcomes, (topic) => ({
        action: `delete topic ${topic}`,
        needs: onTopic('Delete', topic),
      }));
      return [...topics];
    });
  }

  createPartitions(topics: readonly WantedPartitions[]): Promise<ItemResult<{ readonly topic: string }>[]> {
    return this.calls.run({ action: 'create partitions' }, async (requests) => {
      const outcomes = await grownTopics(requests, topics);
      const grown = topics.filter(({ topic }) => outcomes.get(topic) === true);
      await leadersOfTopics(requests, grown);
      return topics.map(({ topic, partitions }) => ({
        topic,
        ...this.calls.errorOf(outcomes.get(topic), {
          action: `raise topic ${topic} to ${partitions} partitions`,
          topic,
          needs: onTopic('Alter', topic),
        }),
      }));
    });
  }

  deleteRecords(
    offsets: Parameters<Admin['deleteRecords']>[0],
  ): Promise<ItemResult<TopicPartition & { readonly low: number }>[]> {
    return this.calls.run({ action: 'delete records' }, async (requests) => {
      const outcomes = await deletedRecords(requests, offsets);
      return offsets.map(({ topic, partition }) => {
        const low = outcomes.get(partitionKey({ topic, partition }));
        const refused = {
          action: `delete records of ${topic}[${partition}]`,
          topic,
          needs: onTopic('Delete', topic),
          explain: explainUndeletableRecords,
        };
        return {
          topic,
          partition,
          low: typeof low === 'number' ? low : unknownOffset,
          ...this.calls.errorOf(low, refused),
        };
      });
    });
  }

  async offsets(topic: string): Promise<{ partition: number; low: number; high: number }[]> {
    const [ranges = []] = await this.#ofTopics([topic], 'read the offsets of', (requests, topics) =>
      rangesOf(requests, topics, isolationLevels.readable),
    );
    return ranges.map(({ partition, low, high }) => ({ partition, low, high }));
  }

  async offsetRanges(topics: readonly string[], options: OffsetRangesOptions = {}): Promise<PartitionRange[]> {
    const ranges = await this.#ofTopics(topics, 'read the offsets of', (requests, names) =>
      rangesOf(requests, names, isolationLevels.highWatermark, options),
    );
    return ranges.flat();
  }

  async offsetsAt(topic: string, timestampMs: number): Promise<{ partition: number; offset: number }[]> {
    const [offsets = []] = await this.#ofTopics([topic], 'look up by time the offsets of', (requests, topics) =>
      offsetsByTime(requests, topics, timestampMs),
    );
    return [...offsets];
  }

  /** `operation` is what the user must be allowed for the whole of the action. Throws `KFW_TOPIC_UNKNOWN`. */
  #ofTopics<Value>(
    topics: readonly string[],
    verb: string,
    call: (requests: ClusterRequests, topics: readonly string[]) => Promise<Outcomes<Value>>,
    operation: 'Describe' | 'Delete' = 'Describe',
  ): Promise<Value[]> {
    const names = [...new Set(topics)];
    const refusedOf = (topic: string): Refused => ({
      action: `${verb} ${topic}`,
      topic,
      needs: onTopic(operation, topic),
    });
    return this.calls.run({ action: `${verb} ${names.join(', ')}` }, async (requests) =>
      this.calls.values(names, nameOf, await call(requests, names), refusedOf),
    );
  }
}

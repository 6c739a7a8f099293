/** The calls of the admin about consumer groups. */
import type {
  GroupDescription,
  GroupListing,
  GroupOffset,
  ItemResult,
  OffsetChange,
  OffsetToSet,
  SetOffsetsOptions,
  TopicPartition,
} from '@kfw/core';
import { partitionKey } from '../../producing/partition-results.js';
import type { AdminCalls } from '../requests/admin-calls.js';
import { onCluster, onGroup, onTopic, type Refused } from '../requests/refusals.js';
import { partitionsOfTopics } from '../topics/topic-descriptions.js';
import { committedOffsets, committedWithoutMember, explainActiveGroup } from './committed-offsets.js';
import { describedGroups } from './described-groups.js';
import { deletedGroups, deletedOffsets, explainUndeletable, listedGroups } from './group-listing.js';

const nameOf = (name: string): string => name;

export class GroupAdministration {
  constructor(private readonly calls: Pick<AdminCalls, 'run' | 'retried' | 'values' | 'errorOf'>) {}

  list(): Promise<GroupListing[]> {
    return this.calls.retried({ action: 'list the groups', needs: onCluster('Describe') }, listedGroups);
  }

  describe(groups: readonly string[]): Promise<GroupDescription[]> {
    const names = [...new Set(groups)];
    return this.calls.run({ action: 'describe groups' }, async (requests) => {
      const outcomes = await describedGroups(requests, names);
      return this.calls.values(names, nameOf, outcomes, (group) => ({
        action: `describe group ${group}`,
        // A group of the consumer protocol is described with its topics.
        needs: { ...onGroup('Describe', group), topic: { operation: 'Describe', resource: 'all topics of the group' } },
      }));
    });
  }

  delete(groups: readonly string[]): Promise<ItemResult<{ readonly group: string }>[]> {
    return this.calls.run({ action: 'delete groups' }, async (requests) => {
      const outcomes = await deletedGroups(requests, groups);
      return groups.map((group) => {
        const refused = { action: `delete group ${group}`, needs: onGroup('Delete', group) };
        return { group, ...this.calls.errorOf(outcomes.get(group), { ...refused, explain: explainUndeletable }) };
      });
    });
  }

  offsets(group: string, topics: readonly string[]): Promise<GroupOffset[]> {
    return this.#offsets(group, topics, `read the offsets of group ${group}`, 'Describe');
  }

  /** `operation` is what the user must be allowed for the whole of the action. */
  #offsets(
    group: string,
    topics: readonly string[],
    action: string,
    operation: 'Describe' | 'Read',
  ): Promise<GroupOffset[]> {
    const needs = onGroup(operation, group);
    return this.calls.run({ action, needs }, async (requests) => {
      const refusedOf = (topic: string): Refused => ({ action, topic, needs: onTopic(operation, topic) });
      const names = [...new Set(topics)];
      const byTopic = names.length === 0 ? new Map() : await partitionsOfTopics(requests, names);
      const partitions = this.calls.values(names, nameOf, byTopic, refusedOf).flat();
      const committed = await committedOffsets(requests, group, names.length === 0 ? undefined : partitions);
      const byPartition = new Map(committed.map((each) => [partitionKey(each), each.committed]));
      return this.calls.values(
        committed.map(({ topic, partition }) => ({ topic, partition })),
        partitionKey,
        byPartition,
        ({ topic }) => refusedOf(topic),
      );
    });
  }

  async setOffsets(
    group: string,
    offsets: readonly OffsetToSet[],
    options: SetOffsetsOptions = {},
  ): Promise<OffsetChange[]> {
    if (offsets.length === 0) return [];
    const action = `set the offsets of group ${group}`;
    const topics = offsets.map(({ topic }) => topic);
    const committedBefore = await this.#offsets(group, topics, action, 'Read');
    const before = new Map(committedBefore.map((each) => [partitionKey(each), each.offset]));
    const refused = {
      action,
      needs: onGroup('Read', group),
      explain: explainActiveGroup,
    };
    await this.calls.run(refused, async (requests) => {
      const outcomes = await committedWithoutMember(requests, group, offsets, options);
      this.calls.values(offsets, partitionKey, outcomes, ({ topic }) => ({
        ...refused,
        topic,
        needs: { ...refused.needs, ...onTopic('Read', topic) },
      }));
    });
    return offsets.map(({ topic, partition, offset }) => ({
      topic,
      partition,
      before: before.get(partitionKey({ topic, partition })) ?? null,
      offset,
    }));
  }

  async deleteOffsets(group: string, partitions: readonly TopicPartition[]): Promise<ItemResult<TopicPartition>[]> {
    if (partitions.length === 0) return [];
    const action = `delete offsets of group ${group}`;
    const refused = { action, needs: onGroup('Delete', group), explain: explainUndeletable };
    return this.calls.run(refused, async (requests) => {
      const outcomes = await deletedOffsets(requests, group, partitions);
      return partitions.map(({ topic, partition }) => ({
        topic,
        partition,
        ...this.calls.errorOf(outcomes.get(partitionKey({ topic, partition })), {
          action: `delete the offset of group ${group} for ${topic}[${partition}]`,
          topic,
          needs: onTopic('Read', topic),
          explain: explainUndeletable,
        }),
      }));
    });
  }
}

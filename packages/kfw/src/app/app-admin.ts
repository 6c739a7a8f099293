/**
 * The admin of an app: the transport's admin, which also accepts the groups of the routes by their names in the
 * routes. Topics are named as on the cluster.
 */
import { inspect } from 'node:util';
import {
  type Admin,
  type NewTopic,
  type OffsetToSet,
  type SetOffsetsOptions,
  suggestName,
  type TopicPartition,
} from '@kfw/core';
import { checkOffsets, type Plan } from '@kfw/core/internal';
import { kfwError } from '../errors.js';

export class AppAdmin implements Admin {
  readonly #admin: Admin;
  readonly #groupIds: ReadonlyMap<string, string>;

  constructor(admin: Admin, plan: Plan) {
    this.#admin = admin;
    const ids = new Map(plan.groups.map(({ name, id }) => [name, id]));
    // A name on the cluster takes precedence: another group may have the same name in the routes.
    for (const { id } of plan.groups) ids.set(id, id);
    this.#groupIds = ids;
  }

  listTopics = () => this.#admin.listTopics();
  describeTopics = (topics: readonly string[]) => this.#admin.describeTopics(topics);
  createTopics = (topics: readonly NewTopic[]) => this.#admin.createTopics(topics);
  deleteTopics = (topics: readonly string[]) => this.#admin.deleteTopics(topics);
  topicOffsets = (topic: string) => this.#admin.topicOffsets(topic);
  offsetsAt = (topic: string, timestampMs: number) => this.#admin.offsetsAt(topic, timestampMs);
  offsetRanges: Admin['offsetRanges'] = (topics, options) => this.#admin.offsetRanges(topics, options);
  listGroups = () => this.#admin.listGroups();
  describeConfigs: Admin['describeConfigs'] = (resources) => this.#admin.describeConfigs(resources);
  incrementalAlterConfigs: Admin['incrementalAlterConfigs'] = (changes) => this.#admin.incrementalAlterConfigs(changes);
  createPartitions: Admin['createPartitions'] = (topics) => this.#admin.createPartitions(topics);
  deleteRecords: Admin['deleteRecords'] = (offsets) => this.#admin.deleteRecords(offsets);
  describeGroups = (groups: readonly string[]) =>
    this.#admin.describeGroups(groups.map((name) => this.#groupIdOf(name)));
  deleteGroups = (groups: readonly string[]) => this.#admin.deleteGroups(groups.map((name) => this.#groupIdOf(name)));
  deleteGroupOffsets = (group: string, partitions: readonly TopicPartition[]) =>
    this.#admin.deleteGroupOffsets(this.#groupIdOf(group), partitions);
  cluster = () => this.#admin.cluster();
  disconnect = () => this.#admin.disconnect();

  groupOffsets = (group: string, topics: readonly string[]) => this.#admin.groupOffsets(this.#groupIdOf(group), topics);

  setGroupOffsets = async (group: string, offsets: readonly OffsetToSet[], options?: SetOffsetsOptions) => {
    await this.#checkName(group);
    await checkOffsets(this.#admin, offsets);
    return this.#admin.setGroupOffsets(this.#groupIdOf(group), offsets, options);
  };

  /** Groups outside the routes have one name only. */
  #groupIdOf(group: string): string {
    return this.#groupIds.get(group) ?? group;
  }

  /**
   * The cluster accepts any name as a group. One that has committed nothing and resembles a group of the routes is a
   * typo.
   */
  async #checkName(group: string): Promise<void> {
    if (this.#groupIds.has(group)) return;
    const meant = suggestName(group, this.#groupIds.keys());
    if (meant === undefined) return;
    const committed = await this.#admin.groupOffsets(group, []);
    if (committed.length === 0) throw kfwError('KFW_GROUP_UNKNOWN', { group, meant });
  }

  /** The methods. */
  [inspect.custom](): string {
    return `Admin { ${Object.keys(this).join(', ')} }`;
  }
}

/**
 * The admin of an app: that of its transport, which also knows the groups of the routes by the names that the routes give
 * them. Topics are those of the cluster.
 */
import { inspect } from 'node:util';
import { type Admin, checkOffsets, type NewTopic, type Plan, suggestName, type TopicPartition } from '@kfw/core';
import { kfwError } from '../errors.js';

export class AppAdmin implements Admin {
  readonly #admin: Admin;
  readonly #groupIds: ReadonlyMap<string, string>;

  constructor(admin: Admin, plan: Plan) {
    this.#admin = admin;
    const ids = new Map(plan.groups.map(({ name, id }) => [name, id]));
    // A name of the cluster is meant where it is one: that of another group may be the same.
    for (const { id } of plan.groups) ids.set(id, id);
    this.#groupIds = ids;
  }

  listTopics = () => this.#admin.listTopics();
  describeTopics = (topics: readonly string[]) => this.#admin.describeTopics(topics);
  createTopics = (topics: readonly NewTopic[]) => this.#admin.createTopics(topics);
  deleteTopics = (topics: readonly string[]) => this.#admin.deleteTopics(topics);
  topicOffsets = (topic: string) => this.#admin.topicOffsets(topic);
  offsetsAt = (topic: string, timestampMs: number) => this.#admin.offsetsAt(topic, timestampMs);
  cluster = () => this.#admin.cluster();
  disconnect = () => this.#admin.disconnect();

  groupOffsets = (group: string, topics: readonly string[]) => this.#admin.groupOffsets(this.#groupIdOf(group), topics);

  setGroupOffsets = async (group: string, offsets: readonly (TopicPartition & { offset: number })[]) => {
    await this.#checkName(group);
    await checkOffsets(this.#admin, offsets);
    return this.#admin.setGroupOffsets(this.#groupIdOf(group), offsets);
  };

  /** Groups that are not of the routes have one name. */
  #groupIdOf(group: string): string {
    return this.#groupIds.get(group) ?? group;
  }

  /** To the cluster any name makes a group. One that has committed nothing, and is like a group of the routes, is a slip. */
  async #checkName(group: string): Promise<void> {
    if (this.#groupIds.has(group)) return;
    const meant = suggestName(group, this.#groupIds.keys());
    if (meant === undefined) return;
    const committed = await this.#admin.groupOffsets(group, []);
    if (committed.length === 0) throw kfwError('KFW_GROUP_UNKNOWN', { group, meant });
  }

  /** What can be called. */
  [inspect.custom](): string {
    return `Admin { ${Object.keys(this).join(', ')} }`;
  }
}

/**
 * The admin port on kafkajs's connections and encodings. It connects at its first call, and again at the next one if that
 * fails. The whole process shares it.
 */
import type { Admin } from '@kfw/core';
import type { Clients } from '../client/clients.js';
import { ConfigAdministration } from './configs/config-administration.js';
import { GroupAdministration } from './groups/group-administration.js';
import { AdminCalls } from './requests/admin-calls.js';
import { anyTopic, noController } from './requests/cluster-requests.js';
import { onCluster } from './requests/refusals.js';
import { TopicAdministration } from './topics/topic-administration.js';

export class KafkajsAdmin implements Admin {
  readonly #calls: AdminCalls;
  readonly #topics: TopicAdministration;
  readonly #groups: GroupAdministration;
  readonly #configs: ConfigAdministration;

  constructor(clients: Clients) {
    this.#calls = new AdminCalls(clients);
    this.#topics = new TopicAdministration(this.#calls);
    this.#groups = new GroupAdministration(this.#calls);
    this.#configs = new ConfigAdministration(this.#calls);
  }

  listTopics: Admin['listTopics'] = () => this.#topics.list();
  describeTopics: Admin['describeTopics'] = (topics) => this.#topics.describe(topics);
  createTopics: Admin['createTopics'] = (topics) => this.#topics.create(topics);
  deleteTopics: Admin['deleteTopics'] = (topics) => this.#topics.delete(topics);
  createPartitions: Admin['createPartitions'] = (topics) => this.#topics.createPartitions(topics);
  deleteRecords: Admin['deleteRecords'] = (offsets) => this.#topics.deleteRecords(offsets);
  topicOffsets: Admin['topicOffsets'] = (topic) => this.#topics.offsets(topic);
  offsetsAt: Admin['offsetsAt'] = (topic, timestampMs) => this.#topics.offsetsAt(topic, timestampMs);
  offsetRanges: Admin['offsetRanges'] = (topics, options) => this.#topics.offsetRanges(topics, options);

  listGroups: Admin['listGroups'] = () => this.#groups.list();
  describeGroups: Admin['describeGroups'] = (groups) => this.#groups.describe(groups);
  deleteGroups: Admin['deleteGroups'] = (groups) => this.#groups.delete(groups);
  groupOffsets: Admin['groupOffsets'] = (group, topics) => this.#groups.offsets(group, topics);
  setGroupOffsets: Admin['setGroupOffsets'] = (group, offsets, options) =>
    this.#groups.setOffsets(group, offsets, options);
  deleteGroupOffsets: Admin['deleteGroupOffsets'] = (group, partitions) =>
    this.#groups.deleteOffsets(group, partitions);

  describeConfigs: Admin['describeConfigs'] = (resources) => this.#configs.describe(resources);
  incrementalAlterConfigs: Admin['incrementalAlterConfigs'] = (changes) => this.#configs.alter(changes);

  async cluster(): Promise<{ brokers: { id: number; host: string; port: number }[]; controller: number | null }> {
    const refused = { action: 'describe the cluster', needs: onCluster('Describe') };
    const { brokers, controllerId } = await this.#calls.retried(refused, (requests) => requests.metadata([anyTopic]));
    return {
      brokers: brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
      controller: controllerId === noController ? null : controllerId,
    };
  }

  disconnect(): Promise<void> {
    return this.#calls.close();
  }
}

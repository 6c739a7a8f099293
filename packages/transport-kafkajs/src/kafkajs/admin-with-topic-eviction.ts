/**
 * A kafkajs admin that can forget topics. kafkajs keeps asking for the metadata of every topic that an admin was asked
 * about, and takes the whole answer for a failure when one of them is gone: once another process has deleted a topic,
 * every later lookup, creation and deletion fails, whatever its topic. Only the cluster below the admin can forget them.
 */
import type { Admin, Cluster, Kafka } from 'kafkajs';
import createAdmin from 'kafkajs/src/admin/index.js';
import { retry } from '../client/clients.js';
import { createCluster } from './create-cluster.js';

export interface AdminWithTopicEviction {
  readonly admin: Admin;
  readonly cluster: Cluster;
  /** The topics of earlier calls are asked for no more. Only between two calls. */
  evictTopics(): void;
}

/** Metadata is fresh in each call, and nothing is created by asking, as with `kafka.admin()`. */
export function createAdminWithTopicEviction(kafka: Kafka): AdminWithTopicEviction {
  const made = createCluster(kafka, { metadataMaxAge: 0, allowAutoTopicCreation: false });
  // kafkajs's own types tell of another part of a cluster than ours.
  const cluster = made as unknown as Cluster;
  return {
    admin: createAdmin({ logger: kafka.logger(), retry, cluster }),
    cluster,
    evictTopics: () => made.targetTopics.clear(),
  };
}

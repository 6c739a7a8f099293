/**
 * A kafkajs admin that can forget topics. kafkajs asks for the metadata of every topic that an admin has ever looked up,
 * and takes the whole response for a failure when one of them is missing: once another process has deleted a topic, every
 * later lookup, creation and deletion fails, whatever its topic. Only the cluster below the admin can forget them.
 */
import type { Admin, Kafka } from 'kafkajs';
import createAdmin from 'kafkajs/src/admin/index.js';
import { retry } from '../client/clients.js';
import { createCluster } from './create-cluster.js';
import type { Cluster } from './internals.js';

export interface AdminWithTopicEviction {
  readonly admin: Admin;
  readonly cluster: Cluster;
  /** Topics of earlier calls are not asked for any more. Only between two calls. */
  evictTopics(): void;
}

/** Metadata is fresh in each call, and no request creates a topic, as with `kafka.admin()`. */
export function createAdminWithTopicEviction(kafka: Kafka): AdminWithTopicEviction {
  const cluster = createCluster(kafka, { metadataMaxAge: 0, allowAutoTopicCreation: false });
  return {
    admin: createAdmin({ logger: kafka.logger(), retry, cluster }),
    cluster,
    evictTopics: () => cluster.targetTopics.clear(),
  };
}

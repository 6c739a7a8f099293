/**
 * A kafkajs admin that can forget topics. kafkajs keeps asking for the metadata of every topic that an admin was asked
 * about, and takes the whole answer for a failure when one of them is gone: once another process has deleted a topic,
 * every later lookup, creation and deletion fails, whatever its topic. Only the cluster below the admin can forget them.
 */
import type { Admin, Cluster, Kafka } from 'kafkajs';
import createAdmin from 'kafkajs/src/admin/index.js';
import type { ClusterInternals } from 'kafkajs/src/consumer/consumerGroup.js';
import { retry } from '../client/clients.js';
import { roundRobinAmongSubscribers } from '../consuming/assigner.js';

type AdminCluster = Cluster & Pick<ClusterInternals, 'targetTopics'>;

export interface ForgetfulAdmin {
  readonly admin: Admin;
  readonly cluster: Cluster;
  /** The topics of earlier calls are asked for no more. Only between two calls. */
  forgetTopics(): void;
}

export function forgetfulAdmin(kafka: Kafka): ForgetfulAdmin {
  const cluster = clusterFor(kafka);
  return {
    admin: createAdmin({ logger: kafka.logger(), retry, cluster }),
    cluster,
    forgetTopics: () => cluster.targetTopics.clear(),
  };
}

/**
 * A cluster as `kafka.admin()` has it: metadata is fresh in each call, nothing is created by asking, end offsets count
 * open transactions. kafkajs hands its cluster to an assigner, and to nobody else; this consumer never connects.
 */
function clusterFor(kafka: Kafka): AdminCluster {
  const made: AdminCluster[] = [];
  kafka.consumer({
    groupId: 'none',
    metadataMaxAge: 0,
    allowAutoTopicCreation: false,
    readUncommitted: true,
    partitionAssigners: [
      (config) => {
        made.push(config.cluster as AdminCluster);
        return roundRobinAmongSubscribers(config);
      },
    ],
  });
  const [cluster] = made;
  if (cluster === undefined) throw new Error('kafkajs made a consumer without its assigner');
  return cluster;
}

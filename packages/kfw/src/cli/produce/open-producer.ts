/** The producer that lines are sent with: the app's, with its partitioner, or one of the cluster that is named. */
import type { Sink } from '@kfw/core';
import { type OutgoingMessage, Producer } from '@kfw/core/internal';
import type { Cluster } from '../cluster/cluster.js';

export interface LineProducer {
  /** The name of the topic on its messages. */
  readonly topic: string;
  /** Resolves when all of them are acknowledged. */
  deliver(messages: readonly OutgoingMessage[]): Promise<unknown>;
}

export function openProducer(cluster: Cluster, topicOnCluster: string, sink: Sink): LineProducer {
  const { app, config, transport, monitor, nameInCode } = cluster;
  if (app !== undefined) {
    return { topic: nameInCode(topicOnCluster), deliver: (messages) => app.producer.deliver(messages) };
  }
  const { deliveryTimeoutMs, compression } = config.producer;
  const options = { deliveryTimeoutMs, compressed: compression !== 'none' };
  const producer = new Producer(sink, transport.transactions, monitor, options);
  return { topic: topicOnCluster, deliver: (messages) => producer.deliver(messages) };
}

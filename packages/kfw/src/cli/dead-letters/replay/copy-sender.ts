/**
 * The producer of a replay: its own, acknowledged by all in-sync replicas and idempotent whatever the app's settings are.
 * Partitions are chosen as the app does.
 */
import { Producer } from '@kfw/core/internal';
import type { Sender } from '@kfw/operating';
import type { Cluster } from '../../cluster/cluster.js';

export interface CopySender extends Sender {
  close(): Promise<void>;
}

/** Letters wait for a broker that is down as long as messages do. */
export async function openSender(
  cluster: Pick<Cluster, 'app' | 'config' | 'monitor' | 'nameInCode' | 'openSink' | 'transport'>,
): Promise<CopySender> {
  const { app, config, monitor, transport } = cluster;
  const { compression, deliveryTimeoutMs } = config.producer;
  const partitioner = app?.partitioner;
  const producer = new Producer(await cluster.openSink(), transport.transactions, monitor, {
    deliveryTimeoutMs,
    compressed: compression !== 'none',
    partitioner: partitioner && ((message) => partitioner({ ...message, topic: cluster.nameInCode(message.topic) })),
  });
  return {
    deliver: (messages) => producer.deliver(messages),
    close: async () => void (await producer.close(0)),
  };
}

/** Connections to a broker by its id, also to one that has joined the cluster since the last metadata. */
import { toError } from '@kfw/core';
import type { Brokers } from '../kafkajs/brokers.js';
import type { Broker, Connection } from '../kafkajs/internals.js';
import { rootCause } from '../kafkajs/kafkajs-errors.js';

/** Metadata must be requested for some topic; the response has the brokers, whether that topic exists or not. */
const anyTopic = '__consumer_offsets';

/** Throws what kafkajs throws when it cannot connect. */
export async function connectTo(
  brokers: Pick<Brokers, 'connectionTo' | 'metadata'>,
  nodeId: number,
): Promise<{ readonly broker: Broker; readonly connection: Connection }> {
  try {
    return await brokers.connectionTo(nodeId);
  } catch (thrown) {
    if (rootCause(toError(thrown)).name !== 'KafkaJSBrokerNotFound') throw thrown;
    await brokers.metadata([anyTopic]);
    return brokers.connectionTo(nodeId);
  }
}

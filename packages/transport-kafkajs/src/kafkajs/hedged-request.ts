/**
 * A request to any broker of the cluster, hedged: when one has not answered soon, the next one is asked as well, and the
 * first response counts. kafkajs asks one connected broker at random and waits for it, even when that broker is frozen or
 * cut off and accepts requests without ever answering.
 */
import { toError } from '@kfw/core';
import type { Broker, BrokerPool } from './internals.js';
import { isBusy } from './raw-request.js';

/** Many times what a response takes. */
const hedgeAfterMs = 300;

/** Throws what the last of them failed with. */
export function hedgedRequest<Result>(
  pool: BrokerPool,
  request: (broker: Broker) => Promise<Result>,
  hedgeMs = hedgeAfterMs,
): Promise<Result> {
  const remaining = byReadiness(pool);
  return new Promise((resolve, reject) => {
    let pending = 0;
    let timer: NodeJS.Timeout | undefined;
    const next = (failure: Error) => {
      clearTimeout(timer);
      const nodeId = remaining.shift();
      if (nodeId === undefined) {
        if (pending === 0) reject(failure);
        return;
      }
      pending++;
      timer = setTimeout(next, hedgeMs, failure);
      pool
        .findBroker({ nodeId })
        .then(request)
        .then(
          (result) => {
            remaining.length = 0;
            clearTimeout(timer);
            resolve(result);
          },
          (thrown) => {
            pending--;
            next(toError(thrown));
          },
        );
    };
    // By kafkajs's own name, which it recovers from.
    next(Object.assign(new Error('No broker is known'), { name: 'KafkaJSBrokerNotFound', retriable: true }));
  });
}

/** Connected and idle brokers first, those that must be connected to last; in random order among equals. */
function byReadiness({ brokers }: BrokerPool): number[] {
  const rank = ({ connectionPool: { pool } }: Broker) => {
    const [connection] = pool;
    if (connection?.isConnected() !== true) return 2;
    return isBusy(connection) ? 1 : 0;
  };
  return Object.entries(brokers)
    .map(([nodeId, broker]) => ({ nodeId: Number(nodeId), rank: rank(broker) + Math.random() / 2 }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ nodeId }) => nodeId);
}

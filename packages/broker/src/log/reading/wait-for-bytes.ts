/**
 * The wait of a fetch: until enough bytes were appended to its partitions, one of them was deleted, or its time is
 * over.
 */
import type { BrokerState } from '../../broker-state.js';
import { findLog } from '../find-log.js';
import type { WantedPartition } from './read-partitions.js';

export const waitForBytes = (
  broker: Pick<BrokerState, 'topics' | 'logs' | 'clock'>,
  partitions: readonly WantedPartition[],
  missingBytes: number,
  isCommittedOnly: boolean,
  maxWaitMs: number,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    let appended = 0;
    const done = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', done);
      for (const unwatch of watches) unwatch();
      resolve();
    };
    const watches = partitions
      .map(({ topic, partition }) =>
        findLog(broker, topic, partition)?.watch((appendedBytes, stableBytes) => {
          appended += isCommittedOnly ? stableBytes : appendedBytes;
          if (appended >= missingBytes) done();
        }),
      )
      .filter((unwatch) => unwatch !== undefined);
    const timer = broker.clock.after(maxWaitMs, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });

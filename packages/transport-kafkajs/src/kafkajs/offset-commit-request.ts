/**
 * Commits offsets that the cluster keeps for a given time. Only OffsetCommit versions 2 to 4 carry a retention time, and
 * kafkajs sends the newest that the broker serves, so the version is chosen here.
 */
import { toError } from '@kfw/core';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import type { Broker, OffsetCommit } from './internals.js';

const versionsWithRetention = [2, 3, 4];

/** Without such a version, the cluster keeps them as any others. */
export async function sendRetainedCommit(broker: Broker, commit: OffsetCommit, retainMs: number): Promise<void> {
  const served = broker.versions?.[apiKeys.OffsetCommit];
  if (served === undefined || served.minVersion > Math.max(...versionsWithRetention)) {
    await broker.offsetCommit(commit);
    return;
  }
  const { protocol } = requests.OffsetCommit;
  const makeRequest = broker.lookupRequest(apiKeys.OffsetCommit, { versions: versionsWithRetention, protocol });
  try {
    await broker.connectionPool.send(makeRequest({ ...commit, retentionTime: retainMs }));
  } catch (thrown) {
    // As kafkajs does after each request: a broker whose connection was closed is connected to again.
    if (toError(thrown).name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    throw thrown;
  }
}

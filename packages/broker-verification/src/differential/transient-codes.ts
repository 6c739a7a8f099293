/**
 * What Apache Kafka answers while it is still at something that the embedded broker does at once: its clients ask again,
 * and so does the comparison, as long as its answer differs by nothing but these codes.
 */
import type { Difference } from './differences.js';

const transientCodes: ReadonlySet<unknown> = new Set([
  5, // LEADER_NOT_AVAILABLE
  14, // COORDINATOR_LOAD_IN_PROGRESS
  15, // COORDINATOR_NOT_AVAILABLE
  16, // NOT_COORDINATOR
  19, // NOT_ENOUGH_REPLICAS, while a transaction is still being ended
  51, // CONCURRENT_TRANSACTIONS
]);

export const retryForMs = 2_000;
export const retryAfterMs = 20;

/** They tell of what has been written to an internal topic, or has come to the broker, and not of what was answered. */
const lagging: ReadonlySet<string> = new Set(['DescribeGroups', 'ListGroups', 'OffsetFetch', 'DescribeConfigs']);

/** Whether the difference may pass by itself. */
export function mayBeTransient(api: string, differences: readonly Difference[]): boolean {
  // An answer that differs as a whole, closed or not to be read, is no answer that lags.
  if (lagging.has(api)) return differences.every(({ path }) => path !== '');
  return differences.some(isTransient);
}

/** Never accepted as a difference: what comes after it would not be compared in the same state. */
export function isTransient({ path, kafka }: Difference): boolean {
  return path.endsWith('error_code') && transientCodes.has(kafka);
}

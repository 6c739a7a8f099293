/**
 * Error codes of Apache Kafka while it is still doing something that the embedded broker does at once: clients retry, and so
 * does the comparison, as long as the response differs only by these codes.
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

/** They report the state of an internal topic, or of the broker, which may lag behind the responses before. */
const lagging: ReadonlySet<string> = new Set(['DescribeGroups', 'ListGroups', 'OffsetFetch', 'DescribeConfigs']);

/** Whether the difference may pass by itself. */
export function mayBeTransient(api: string, differences: readonly Difference[]): boolean {
  // A response that differs as a whole, closed or unreadable, does not lag.
  if (lagging.has(api)) return differences.every(({ path }) => path !== '');
  return differences.some(isTransient);
}

/** Never accepted as a difference: the following requests would be compared in different states. */
export function isTransient({ path, kafka }: Difference): boolean {
  return path.endsWith('error_code') && transientCodes.has(kafka);
}

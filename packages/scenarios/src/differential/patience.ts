/**
 * What Apache Kafka answers while it is still at something that the embedded broker does at once: its clients ask again,
 * and so does the comparison, as long as its answer differs by nothing but these codes.
 */
import type { Difference } from './differences.js';

const passingCodes: ReadonlySet<unknown> = new Set([
  5, // LEADER_NOT_AVAILABLE
  14, // COORDINATOR_LOAD_IN_PROGRESS
  15, // COORDINATOR_NOT_AVAILABLE
  16, // NOT_COORDINATOR
  51, // CONCURRENT_TRANSACTIONS
]);

export const patientForMs = 5_000;
export const againAfterMs = 20;

/** Whether the difference may pass by itself. */
export function mayPass(differences: readonly Difference[]): boolean {
  return differences.some(({ path, kafka }) => path.endsWith('error_code') && passingCodes.has(kafka));
}

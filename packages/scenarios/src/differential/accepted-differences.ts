/**
 * Where the embedded broker answers otherwise than Apache Kafka 4.1, and is meant to. `docs/broker.md` has the same list.
 * Each entry must be met by a case of its family: one that is not needed any more fails the tests there.
 */
import type { Difference } from './differences.js';

export interface AcceptedDifference {
  /** The family of cases that meets it. */
  readonly family: string;
  readonly apis: readonly string[];
  /** What is different, as the page says it. */
  readonly what: string;
  readonly because: string;
  readonly covers: (difference: Difference, version: number) => boolean;
}

export const acceptedDifferences: readonly AcceptedDifference[] = [];

/**
 * Messages that are handled one after the other: those of a partition, or with `orderedBy` those of one key. A failure
 * holds up its strand and no other.
 */
import type { ConsumedMessage } from './consumed-message.js';
import type { Cause } from './failed-message.js';

/** A message that must be in another topic before its strand goes on. */
export interface Debt {
  readonly message: ConsumedMessage;
  readonly to: { readonly action: 'deadLetter' | 'move'; readonly topic: string };
  readonly cause: Cause;
  /** On its way; kept over a rebalance that interrupts the waiting for it. */
  sending: Promise<unknown> | undefined;
  /** How often it could not be sent. */
  failures: number;
}

export interface Strand {
  /** In the order of their offsets; the first is sent first. */
  readonly debts: Debt[];
  /** Begins nothing for `ms`; returns in how many milliseconds it goes on, `Infinity` when only `resume` ends a pause. */
  backOff(ms: number): number;
}

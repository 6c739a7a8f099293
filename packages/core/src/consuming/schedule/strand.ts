/**
 * Messages that are handled one after the other: those of a partition, or with `orderedBy` those of one key. A failure
 * holds up its strand and no other.
 */

import type { Cause } from '../failure/failed-message.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';

/** A message that must be in another topic before its strand goes on. */
export interface Forward {
  readonly message: ConsumedMessage;
  readonly to: { readonly action: 'deadLetter' | 'move'; readonly topic: string };
  readonly cause: Cause;
  /** How often it could not be sent. */
  failures: number;
}

export interface Strand {
  /** In the order of their offsets; the first is sent first, when all messages before it are done. */
  readonly forwards: Forward[];
  /** Begins nothing for `ms`; returns in how many milliseconds it goes on, `Infinity` when only `resume` ends a pause. */
  backOff(ms: number): number;
}

/** Puts a debt in its place: the message to blame need not be the first of its call. */
export function addForward({ forwards }: Strand, forward: Forward): void {
  const index = forwards.findIndex(({ message }) => message.offset > forward.message.offset);
  forwards.splice(index === -1 ? forwards.length : index, 0, forward);
}

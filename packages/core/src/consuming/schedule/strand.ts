/**
 * A strand: messages that are handled one after the other, those of a partition or, with `orderedBy`, those of one key. A
 * failure blocks its own strand only.
 */

import type { ForwardTrace } from '../../tracing/tracer.js';
import type { Cause } from '../failure/forwarded-copy.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';

/** A message that must be acknowledged in another topic before its strand continues. */
export interface Forward {
  readonly message: ConsumedMessage;
  readonly to: { readonly action: 'deadLetter' | 'move'; readonly topic: string };
  readonly cause: Cause;
  /** The context that its copy carries on, when there is a tracer. */
  readonly trace: ForwardTrace | undefined;
  /** Failed attempts to send it. */
  failures: number;
}

export interface Strand {
  /** In offset order; the first is sent when every message before it is done. */
  readonly forwards: Forward[];
  /** Begins nothing for `ms`; returns the milliseconds until it continues, `Infinity` when only `resume` ends a pause. */
  backOff(ms: number): number;
}

/** Inserts a forward in offset order: the failed message need not be the first of its call. */
export function queueForward({ forwards }: Strand, forward: Forward): void {
  const index = forwards.findIndex(({ message }) => message.offset > forward.message.offset);
  forwards.splice(index === -1 ? forwards.length : index, 0, forward);
}

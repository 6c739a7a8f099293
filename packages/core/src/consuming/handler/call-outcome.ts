/** The result of a handler call: completed, committed, postponed or failed. `OutcomeHandler` decides about its messages. */
import type { Failure } from '../failure/attribute-failure.js';
import type { ConsumedMessage } from './consumed-message.js';

/** A call that the handler returned from. */
interface Returned {
  /** Messages with a verdict of the handler: skip, dead letter or retry later. */
  readonly verdicts: readonly ConsumedMessage[];
  /** How many messages at the end of the call were not begun; they stay as they were. */
  readonly notBegun: number;
}

export interface CompletedCall extends Returned {
  readonly kind: 'completed';
}

/** The transaction of the run is committed, its dead letters included. */
export interface CommittedCall extends Returned {
  readonly kind: 'committed';
}

/** The handler of a transactional route has postponed messages: the whole run is repeated. */
export interface PostponedCall extends Returned {
  readonly kind: 'postponed';
}

export interface FailedCall {
  readonly kind: 'failed';
  readonly failure: Failure;
  /** Messages with a verdict that `process` returned from before the failure. */
  readonly verdicts: readonly ConsumedMessage[];
}

export type CallOutcome = CompletedCall | CommittedCall | PostponedCall | FailedCall;

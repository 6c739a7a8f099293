/** The decision about a message that failed, or that its handler has decided about, as a tracer sees it. */
export interface TracedDecision {
  /** `wait`: retried when what its handler needs is up again. `postpone`: retried because its handler says so. */
  readonly action: 'retry' | 'wait' | 'postpone' | 'deadLetter' | 'move' | 'skip' | 'stop';
  /** Where it goes, with `deadLetter` and `move`. */
  readonly topic: string | undefined;
  /** The pause, with `retry`, `wait` and `postpone`. */
  readonly retryInMs: number | undefined;
  /** The error's message, or what the handler said. */
  readonly reason: string;
}

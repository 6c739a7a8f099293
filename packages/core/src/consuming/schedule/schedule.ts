/**
 * What a lane handles next. A schedule knows which messages wait, which of them may be handled beside each other, and
 * what backs off; when to ask it is the loop's business.
 */
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { Strand } from './strand.js';

/** The messages of one handler call, in offset order. */
export interface Work {
  readonly messages: readonly ConsumedMessage[];
  strandOf(message: ConsumedMessage): Strand;
}

export interface Schedule {
  /** Messages that it would take in now; none when it has enough. Their schemas are resolved before `admit`. */
  upcoming(): ConsumedMessage[];
  admit(messages: readonly ConsumedMessage[]): void;
  /** Whether a call may begin now, so that it is worth a slot. */
  readonly isReady: boolean;
  /** What a call may begin with now; nothing when all of it has been marked meanwhile. */
  next(): Work | undefined;
  /**
   * A strand that has something to send elsewhere now: all before it is done, and it neither backs off nor is at it
   * already.
   */
  readyToForward(): Strand | undefined;
  /** Something is still to be sent elsewhere. */
  readonly hasForwards: boolean;
  /** What is to be sent waits for messages before it: they are handled first, and even before a seek. */
  readonly hasBlockedForwards: boolean;
  /** In how many milliseconds something is due by itself; `Infinity` when nothing is, or all that is must not begin. */
  dueInMs(mayBegin?: boolean): number;
  /** A call has ended. What is not done comes again; `failed` is the message that is to blame for that. */
  ended(work: Work, failed: ConsumedMessage | undefined): void;
  /** A strand is done with a debt, or backs off because of it. */
  forwarded(strand: Strand): void;
  /** Forgets all messages, and what is owed for them: the backlog begins anew, and they come again. */
  clear(): void;
}

/**
 * Chooses the messages that a lane handles next. A schedule knows which messages wait, which may be handled concurrently and
 * which back off; the lane's loop decides when to ask.
 */
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { Strand } from './strand.js';

/** The messages of one handler call, in offset order. */
export interface Work {
  readonly messages: readonly ConsumedMessage[];
  strandOf(message: ConsumedMessage): Strand;
}

export interface Schedule {
  /** Messages that it would admit now; none when it has enough. Their schemas are resolved before `admit`. */
  upcoming(): ConsumedMessage[];
  admit(messages: readonly ConsumedMessage[]): void;
  /** Whether a call could begin now, so that a slot is worth taking. */
  readonly isReady: boolean;
  /** The messages of the next call; `undefined` when all of them have been marked meanwhile. */
  next(): Work | undefined;
  /**
   * A strand whose first forward can be sent now: every message before it is done, and the strand neither backs off nor is
   * busy.
   */
  readyToForward(): Strand | undefined;
  /** Whether a message has still to be forwarded to another topic. */
  readonly hasForwards: boolean;
  /** Whether a forward waits for unfinished messages before it: they are handled first, even before a seek. */
  readonly hasBlockedForwards: boolean;
  /** Milliseconds until something is due by itself; `Infinity` when nothing is, or nothing may begin. */
  dueInMs(mayBegin?: boolean): number;
  /** A call has ended; unfinished messages are due again. `failed` is the message that the failure is attributed to. */
  ended(work: Work, failed: ConsumedMessage | undefined): void;
  /** A forward of the strand has been acknowledged, or has failed and the strand backs off. */
  forwarded(strand: Strand): void;
  /** Drops all messages and forwards: the backlog starts over, and they are delivered again. */
  clear(): void;
}

/** Where dead letters are replayed to: topics, or a consumer in this process. */
import type { DeadLetter } from '../dead-letter.js';
import type { ScannedLetter } from '../scan-letters.js';
import type { Refusal } from './replay-target.js';
import type { ReplayedMessage } from './replayed-copy.js';

/** A letter with the message that it is replayed as. */
export interface Replaying extends ScannedLetter {
  readonly message: ReplayedMessage;
}

export interface Destination {
  /** Where it would go: a topic, or a consumer; or why it cannot be replayed. */
  targetOf(letter: DeadLetter): Promise<NamedTarget | Refusal>;
  /**
   * Sends them, in order where order matters, and resolves when each is acknowledged or has failed: a result for each.
   * After a failure those behind it may not have been sent. Never rejects.
   */
  send(batch: readonly Replaying[]): Promise<readonly SendResult[]>;
  /** How many letters `send` takes at once: so many are repeated by the run after one that was killed. */
  readonly maxInFlight: number;
  /** Whether letters after one that has failed are sent. Otherwise the run stops at it, unless it shall keep going. */
  readonly continuesAfterFailure: boolean;
}

/** A topic by its name on the cluster, or a consumer as people call it. */
export interface NamedTarget {
  readonly name: string;
}

/** `done`: acknowledged, or handled. */
export type SendResult = 'done' | 'unsent' | Error;

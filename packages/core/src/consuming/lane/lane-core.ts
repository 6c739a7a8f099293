/** What all parts of a lane share: made once, and passed first to each of them. */
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { Backlog } from '../buffer/backlog.js';
import type { LaneEvents } from './lane-events.js';

export interface LaneCore {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly events: LaneEvents;
  /** Fires when the partition is lost or a stop is forced: nothing is marked from then on. */
  readonly signal: AbortSignal;
  /** The frontier has moved. */
  progressed(): void;
  /** Commits the messages that a transactional run has sent together with the next offset to read. */
  sendAndCommit(messages: readonly OutgoingMessage[], offset: number): Promise<void>;
  /** An error that must stop the process. */
  fatal(error: Error): void;
}

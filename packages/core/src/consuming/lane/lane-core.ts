/** What all parts of a lane share: made once, and passed first to each of them. */
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { Backlog } from '../buffer/backlog.js';
import type { LaneEvents } from './lane-events.js';
import type { LaneMeters } from './lane-meters.js';

export interface LaneCore {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly events: LaneEvents;
  readonly meters: LaneMeters;
  /** Fires when the partition is lost or a stop is forced: nothing is marked from then on. */
  readonly signal: AbortSignal;
  /** The frontier has moved. */
  progressed(): void;
  /**
   * For a transactional route: sends these messages (those of a run, a forward, or none) and commits the next offset to read
   * in one transaction. `createLane` connects it with `ConsumeLoop`, which does it.
   */
  sendAndCommit(messages: readonly OutgoingMessage[], offset: number): Promise<void>;
  /** An error that must stop the process. */
  fatal(error: Error): void;
}

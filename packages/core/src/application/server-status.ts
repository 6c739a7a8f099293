/**
 * The status of a running server, as `GET /status` serves it and `kfw top` reads it. `null` is unknown or nothing. It never holds
 * payloads, keys or messages of errors. Counts grow for as long as the process runs: two readings give rates.
 */
import type { MessageOutcome } from '../consuming/lane/lane-series.js';
import type { LaneStatus } from '../events/events.js';
import type { LifecycleState } from './lifecycle.js';

export interface ServerStatus {
  readonly state: LifecycleState;
  /** In the order of the routes; one that is not joined yet has no lanes. */
  readonly groups: readonly GroupStatus[];
  /** The version of kfw. */
  readonly kfw: string | null;
  readonly clientId: string | null;
  readonly pid: number;
  /** When the process started, and when this was read, as ISO 8601. */
  readonly startedAt: string;
  readonly sentAt: string;
  /** How long the process runs, on a clock that nobody sets. */
  readonly uptimeMs: number;
  readonly memory: {
    readonly rssBytes: number;
    readonly heapUsedBytes: number;
    readonly heapTotalBytes: number;
    readonly externalBytes: number;
    readonly arrayBuffersBytes: number;
  };
  /** Delays of the last 5 to 10 s. `blocked` counts those of more than a second. */
  readonly eventLoop: {
    readonly medianMs: number;
    readonly p99Ms: number;
    readonly maxMs: number;
    readonly blocked: number;
  };
  /** Memory of messages, and its bounds: `in`, fetched and not finished; `out`, sent and not acknowledged. */
  readonly buffers: BufferStatus | null;
}

export interface BufferStatus {
  readonly in: { readonly bytes: number; readonly limitBytes: number };
  readonly out: { readonly bytes: number; readonly limitBytes: number; readonly messages: number };
}

export interface GroupStatus {
  readonly group: string;
  /** Whether this process is a member of the group now. */
  readonly member: boolean;
  /** Whether it has not been admitted yet. */
  readonly joining: boolean;
  readonly rebalances: number;
  readonly lanes: readonly LaneReport[];
}

/** One partition. */
export interface LaneReport {
  readonly topic: string;
  readonly partition: number;
  readonly state: LaneStatus['state'];
  /** What runs: `OrdersConsumer.process`, `OrdersConsumer.consume`, or a callback such as `OrdersConsumer.onAssigned`. */
  readonly handler: string | null;
  /** How long that has run. */
  readonly runningMs: number | null;
  /** Messages from the first unfinished one to the end of the partition. */
  readonly lag: number | null;
  /** The age in seconds of the oldest unfinished message; 0 when all are finished. */
  readonly lagSeconds: number | null;
  readonly consumer: string;
  /** Whether it has made no progress for `consumer.stallTimeoutMs`, or is handled again after a restart because of that. */
  readonly stalled: boolean;
  /** In memory: fetched, and not finished or not released yet, such as those that a running `process` has handled. */
  readonly backlogMessages: number;
  readonly backlogBytes: number;
  /** Handled and not marked, with `manualOffsets`. */
  readonly unmarked: number | null;
  /** Time to the retry, to the end of the pause, and to the next call: see `state`. */
  readonly retryInMs: number | null;
  readonly resumesInMs: number | null;
  readonly dueInMs: number | null;
  /** Something that the handler needs is down: since when, and the class of the error. */
  readonly outage: { readonly forMs: number; readonly error: string } | null;
  /** Messages that are done, by how. */
  readonly messages: Readonly<Record<MessageOutcome, number>>;
  /** Handler calls that failed. */
  readonly failures: number;
  /** Messages that are in the dead-letter topic. */
  readonly deadLetters: number;
}

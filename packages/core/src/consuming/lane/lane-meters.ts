/**
 * The meters of a lane. Messages that are done without having been consumed are counted one by one, they are few. Those that
 * were consumed are the others that are done: a difference of sums, taken when somebody collects and when the lane ends, so
 * that a message costs nothing. A handler call costs three observations.
 */
import type { Measurements } from '../../measuring/measurements.js';
import type { Counter } from '../../measuring/series.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { MessageSum } from '../buffer/done-count.js';
import type { Outages } from '../failure/outages.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import { LaneSeries, type MeasuredDecision, type MessageOutcome } from './lane-series.js';

export interface MeasuredLane {
  /** Messages that are done, however that came about. */
  readonly backlog: { readonly done: MessageSum };
  readonly outages: Pick<Outages, 'isRunning' | 'totalMs'>;
}

export class LaneMeters {
  readonly #series: LaneSeries;
  readonly #unsubscribes: readonly (() => void)[];
  /** Messages that are done and were not consumed. */
  #otherMessages = 0;
  #otherBytes = 0;
  /** What has been counted of the sums. */
  #consumedMessages = 0;
  #consumedBytes = 0;
  #waitedSeconds = 0;
  #isClosed = false;

  /** Collected until it is closed. */
  constructor(
    measurements: Measurements,
    plan: TopicPlan,
    partition: number,
    private readonly lane: MeasuredLane,
  ) {
    const series = new LaneSeries(measurements, plan, partition);
    const { labels } = series;
    this.#series = series;
    this.#unsubscribes = [
      measurements.beforeCollect(() => this.update()),
      measurements.gauge('kfw_consumer_waiting_partitions', () => [
        { labels, value: this.lane.outages.isRunning ? 1 : 0 },
      ]),
    ];
  }

  /** A handler is about to be called: with so many messages, the oldest of which has been in memory for so long. */
  callBegins(messages: number, queuedMs: number): void {
    this.#series.batchMessages.observe(messages);
    this.#series.queueSeconds.observe(Math.max(0, queuedMs) / 1_000);
  }

  /** The call has ended, however; it began `since`, on the clock of `performance`. */
  callEnded(since: number): void {
    this.#series.handlerSeconds.observe((performance.now() - since) / 1_000);
  }

  failed(error: Error, decision: MeasuredDecision): void {
    this.#series.failures(error, decision).add();
  }

  /** A message is done, and was not consumed; called once, also for one that `done` of the lane holds already. */
  finished({ record: { sizeBytes } }: ConsumedMessage, outcome: Exclude<MessageOutcome, 'consumed'>): void {
    this.#otherMessages++;
    this.#otherBytes += sizeBytes;
    this.#series.messages[outcome].add();
    this.#series.bytes[outcome].add(sizeBytes);
  }

  /** The same, of a message that was skipped. Without an error the handler said so. */
  skipped(message: ConsumedMessage, error: Error | undefined): void {
    this.finished(message, 'skipped');
    this.#series.skips(error).add();
  }

  /** A copy is in the dead-letter topic. Without an error the handler said so. */
  deadLettered(error: Error | undefined): void {
    this.#series.deadLetters(error).add();
  }

  /** Counts what has been consumed, and waited, since the last time. */
  update(): void {
    const { backlog, outages } = this.lane;
    const { messages, bytes, waitingSeconds } = this.#series;
    const { done } = backlog;
    const consumedMessages = done.messages - this.#otherMessages;
    const consumedBytes = done.bytes - this.#otherBytes;
    this.#consumedMessages += raise(messages.consumed, consumedMessages - this.#consumedMessages);
    this.#consumedBytes += raise(bytes.consumed, consumedBytes - this.#consumedBytes);
    // An outage of a lane that has ended has no end.
    if (this.#isClosed) return;
    this.#waitedSeconds += raise(waitingSeconds, outages.totalMs / 1_000 - this.#waitedSeconds);
  }

  /** The lane has ended: it is updated for the last time. */
  close(): void {
    this.update();
    this.#isClosed = true;
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
  }
}

/** A counter never falls: a sum that is behind for a moment is waited for. Returns what was added. */
function raise(counter: Counter, by: number): number {
  if (by <= 0) return 0;
  counter.add(by);
  return by;
}

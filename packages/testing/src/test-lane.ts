/**
 * A real lane over one topic, fed with the records that a test delivered or that were forwarded to the topic. They
 * are kept, so that a handler may seek; a record's offset is its index.
 */

import { headersByName, type Monitor, type OffsetLookup, type RawRecord, silentLogger } from '@kfw/core';
import {
  BufferBudget,
  ConcurrencyLimiter,
  createLane,
  entriesToSend,
  type Lane,
  type OutgoingMessage,
  resolveSeekTarget,
  respondFor,
  type TopicPlan,
} from '@kfw/core/internal';
import { readAsTopic, recorder, testRuntime } from './sent-messages.js';

export interface TestLaneHost {
  readonly monitor: Monitor;
  /** Receives messages sent by the lane itself or in one of its transactions. */
  sent(messages: readonly OutgoingMessage[]): void;
  /** Receives an error that stops the process. */
  stop(error: Error): void;
}

export class TestLane {
  readonly #lane: Lane;
  readonly #records: RawRecord[];
  #isOpen = false;

  constructor(
    readonly plan: TopicPlan,
    host: TestLaneHost,
    /** The records delivered to the topic before; new ones are added. */
    records: RawRecord[],
  ) {
    this.#records = records;
    const { monitor } = host;
    const send = async (messages: readonly OutgoingMessage[]) => {
      readAsTopic(messages, plan);
      await recorder.deliver(messages);
      host.sent(messages);
    };
    this.#lane = createLane(plan, 0, 1, {
      monitor,
      logger: silentLogger,
      respond: (topic, input, options) => respondFor(testRuntime, topic, input, options),
      limiter: new ConcurrencyLimiter(),
      deliver: (message) => send([message]),
      fencePartition: async () => null,
      sendAndCommit: (_lane, messages) => send(messages),
      pauseFetching: () => {},
      resumeFetching: () => {},
      bufferBudget: new BufferBudget(Number.POSITIVE_INFINITY),
      resolveSeekTarget: (partition, target) => resolveSeekTarget(this.#lookup, partition, target),
      fetchFrom: (_lane, offset) => this.#fetch(offset),
      progressed: () => {},
      stop: (error) => host.stop(error),
    });
  }

  /** Whether all its records have been handled or count as done. */
  get isAtEnd(): boolean {
    return !this.#isOpen || this.#lane.position === this.#records.length;
  }

  /** Whether no work is left. */
  get isDone(): boolean {
    return this.#lane.status.backlogMessages === 0;
  }

  isMarked(offset: number): boolean {
    return this.#lane.tracker.isDone(offset);
  }

  take(added: readonly RawRecord[]): void {
    const [first] = added;
    if (first === undefined) return;
    this.#records.push(...added);
    if (!this.#isOpen) void this.#lane.open();
    this.#isOpen = true;
    this.#fetch(first.offset);
  }

  /** Takes messages that were forwarded to this topic. */
  takeForwarded(messages: readonly OutgoingMessage[]): void {
    const firstOffset = this.#records.length;
    const timestamp = Date.now();
    this.take(
      messages.map((message, index) => {
        const { key, value } = message;
        const headerEntries = entriesToSend(message);
        const headers = headersByName(headerEntries);
        const sizeBytes = value?.length ?? 0;
        return { offset: firstOffset + index, timestamp, key, value, headers, headerEntries, sizeBytes };
      }),
    );
  }

  /** Ends a pause that the handler asked for. */
  resume(): void {
    this.#lane.resume();
  }

  abandon(): void {
    this.#lane.abandon('the test has failed');
  }

  #fetch(from: number): void {
    const { topic } = this.plan;
    const records = this.#records.slice(from);
    const end = this.#records.length;
    this.#lane.take({ topic, partition: 0, generation: 1, highWatermark: end, records, nextOffset: end });
  }

  readonly #lookup: OffsetLookup = {
    topicOffsets: async () => [{ partition: 0, low: 0, high: this.#records.length }],
    offsetsAt: async (_topic, timestampMs) => {
      const offset = this.#records.findIndex(({ timestamp }) => timestamp >= timestampMs);
      return [{ partition: 0, offset: offset === -1 ? this.#records.length : offset }];
    },
  };
}

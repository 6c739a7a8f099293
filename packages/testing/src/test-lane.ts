/**
 * A real lane over one topic, whose records are those that a test delivered, or that were moved to it. They are kept, so
 * that a handler may seek; a record's offset is its index.
 */
import {
  BufferBudget,
  Lane,
  locate,
  type Monitor,
  type OffsetLookup,
  type OutgoingMessage,
  type RawHeaders,
  type RawRecord,
  respondFor,
  Slots,
  silentLogger,
  type TopicPlan,
} from '@kfw/core';
import { readAsTopic, recorder, testRuntime } from './sent-messages.js';

export interface TestLaneHost {
  readonly monitor: Monitor;
  /** These messages were sent by the lane itself, or in one of its transactions. */
  sent(messages: readonly OutgoingMessage[]): void;
  /** The process is to stop because of an error. */
  stop(error: Error): void;
}

export class TestLane {
  readonly #lane: Lane;
  readonly #records: RawRecord[];
  #isOpen = false;

  constructor(
    readonly plan: TopicPlan,
    host: TestLaneHost,
    /** What was delivered to the topic before; more is added to it. */
    records: RawRecord[],
  ) {
    this.#records = records;
    const { monitor } = host;
    const send = async (messages: readonly OutgoingMessage[]) => {
      readAsTopic(messages, plan);
      await recorder.deliver(messages);
      host.sent(messages);
    };
    this.#lane = new Lane(plan, 0, 1, {
      monitor,
      logger: silentLogger,
      respond: (topic, input, options) => respondFor(testRuntime, topic, input, options),
      slots: new Slots(),
      deliver: (message) => send([message]),
      takeOver: async () => null,
      commitRun: (_lane, messages) => send(messages),
      pauseFetching: () => {},
      resumeFetching: () => {},
      buffers: new BufferBudget(Number.POSITIVE_INFINITY),
      locate: (place, target) => locate(this.#lookup, place, target),
      fetchFrom: (_lane, offset) => this.#fetch(offset),
      progressed: () => {},
      stop: (error) => host.stop(error),
    });
  }

  /** All that it has been given has been handled, or counts as done. */
  get isAtEnd(): boolean {
    return !this.#isOpen || this.#lane.position === this.#records.length;
  }

  /** Nothing is left to be done. */
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

  /** Takes messages that were moved here. */
  takeMoved(messages: readonly OutgoingMessage[]): void {
    const firstOffset = this.#records.length;
    const timestamp = Date.now();
    this.take(
      messages.map(({ key, value, headers }, index) => {
        const offset = firstOffset + index;
        return { offset, timestamp, key, value, headers: asBytes(headers), sizeBytes: value?.length ?? 0 };
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
    this.#lane.take({ topic, partition: 0, generation: 1, highWatermark: this.#records.length, records });
  }

  readonly #lookup: OffsetLookup = {
    topicOffsets: async () => [{ partition: 0, low: 0, high: this.#records.length }],
    offsetsAt: async (_topic, timestampMs) => {
      const offset = this.#records.findIndex(({ timestamp }) => timestamp >= timestampMs);
      return [{ partition: 0, offset: offset === -1 ? this.#records.length : offset }];
    },
  };
}

function asBytes(headers: OutgoingMessage['headers']): RawHeaders {
  const bytes = (value: string | Buffer) => (typeof value === 'string' ? Buffer.from(value) : value);
  return Object.fromEntries(
    Object.entries(headers).map(([name, given]) => [
      name,
      typeof given === 'string' || Buffer.isBuffer(given) ? bytes(given) : given.map(bytes),
    ]),
  );
}

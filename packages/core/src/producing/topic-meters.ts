/**
 * What is measured of a topic that messages are sent to: counters and histograms, bound once and updated per batch. The label is the
 * name of the topic in the code.
 */
import { kafkaErrorClass } from '../measuring/kafka-error-class.js';
import { otherValue } from '../measuring/label-limits.js';
import type { Measurements } from '../measuring/measurements.js';
import type { Counter, Histogram } from '../measuring/series.js';

/** What is measured of a batch; times in milliseconds, on the monotonic clock. */
export interface MeasuredBatch {
  readonly messages: { readonly length: number };
  /** When the first of its messages was asked for. */
  readonly calledAt: number;
  /** When it was sent first. */
  readonly sentAt: number;
}

export class TopicMeters {
  readonly #messages: Counter;
  readonly #bytes: Counter;
  readonly #batchMessages: Histogram;
  readonly #queueSeconds: Histogram;
  readonly #deliverySeconds: Histogram;
  readonly #dropped: Counter;

  constructor(
    private readonly measurements: Measurements,
    private readonly topic: string,
  ) {
    const labels = { topic };
    this.#messages = measurements.counter('kfw_producer_messages_total', labels);
    this.#bytes = measurements.counter('kfw_producer_bytes_total', labels);
    this.#batchMessages = measurements.histogram('kfw_producer_batch_messages', labels);
    this.#queueSeconds = measurements.histogram('kfw_producer_queue_seconds', labels);
    this.#deliverySeconds = measurements.histogram('kfw_delivery_seconds', labels);
    this.#dropped = measurements.counter('kfw_producer_dropped_total', labels);
    measurements.counter('kfw_producer_retries_total', { topic, error: otherValue });
    measurements.counter('kfw_producer_failures_total', { topic, error: otherValue });
  }

  /** A batch was acknowledged, or its transaction committed, at `now`. `bytes`: those of its messages. */
  delivered({ messages: { length }, calledAt, sentAt }: MeasuredBatch, bytes: number, now: number): void {
    this.#messages.add(length);
    this.#bytes.add(bytes);
    this.#batchMessages.observe(length);
    this.#queueSeconds.observe((sentAt - calledAt) / 1_000);
    this.#deliverySeconds.observe((now - calledAt) / 1_000);
  }

  /** A batch will be sent again. */
  retried(error: Error): void {
    const labels = { topic: this.topic, error: kafkaErrorClass(error) };
    this.measurements.counter('kfw_producer_retries_total', labels).add();
  }

  /** So many messages are given up. */
  failed(messages: number, error: Error): void {
    const labels = { topic: this.topic, error: kafkaErrorClass(error) };
    this.measurements.counter('kfw_producer_failures_total', labels).add(messages);
  }

  dropped(messages: number): void {
    this.#dropped.add(messages);
  }
}

/** Makes the series of a topic before anything is sent to it. */
export function bindTopicMeters(measurements: Measurements, topic: string): void {
  new TopicMeters(measurements, topic);
}

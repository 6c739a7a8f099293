/** The series of a lane: bound with its assignment, and without a partition when the loop of its group is made, at 0. */
import { errorClass } from '../../measuring/error-class.js';
import { otherValue } from '../../measuring/label-limits.js';
import type { Measurements } from '../../measuring/measurements.js';
import type { Counter, Histogram } from '../../measuring/series.js';
import type { TopicPlan } from '../../routing/plan/plan.js';

/** How messages are done. */
export const messageOutcomes = ['consumed', 'skipped', 'deadLettered', 'retryScheduled', 'expired'] as const;

export type MessageOutcome = (typeof messageOutcomes)[number];

/** What is done about a call that failed. */
const decisions = ['retry', 'deadLetter', 'retryTopic', 'skip', 'stop', 'wait'] as const;

export type MeasuredDecision = (typeof decisions)[number];

/** The label `error` when there was none: the handler said so. */
const verdictValue = 'verdict';

export class LaneSeries {
  readonly labels;
  readonly messages: Readonly<Record<MessageOutcome, Counter>>;
  readonly bytes: Readonly<Record<MessageOutcome, Counter>>;
  readonly handlerSeconds: Histogram;
  readonly batchMessages: Histogram;
  readonly queueSeconds: Histogram;
  readonly waitingSeconds: Counter;

  constructor(
    private readonly measurements: Measurements,
    { group, topic, consumer }: TopicPlan,
    partition: number | undefined,
  ) {
    const labels = Object.freeze({ group, topic, consumer: consumer.name, partition });
    this.labels = labels;
    this.messages = byOutcome((outcome) => measurements.counter('kfw_consumer_messages_total', { ...labels, outcome }));
    this.bytes = byOutcome((outcome) => measurements.counter('kfw_consumer_bytes_total', { ...labels, outcome }));
    this.handlerSeconds = measurements.histogram('kfw_consumer_handler_seconds', labels);
    this.batchMessages = measurements.histogram('kfw_consumer_batch_messages', labels);
    this.queueSeconds = measurements.histogram('kfw_consumer_queue_seconds', labels);
    this.waitingSeconds = measurements.counter('kfw_consumer_waiting_seconds_total', labels);
  }

  failures(error: Error, decision: MeasuredDecision): Counter {
    return this.#failures(errorClass(error), decision);
  }

  /** Without an error the handler said so. */
  deadLetters(error: Error | undefined): Counter {
    return this.measurements.counter('kfw_dead_letters_total', { ...this.labels, error: errorLabel(error) });
  }

  /** Without an error the handler said so. */
  skips(error: Error | undefined): Counter {
    return this.measurements.counter('kfw_consumer_skips_total', { ...this.labels, error: errorLabel(error) });
  }

  #failures(error: string, decision: MeasuredDecision): Counter {
    return this.measurements.counter('kfw_consumer_failures_total', { ...this.labels, error, decision });
  }

  /** Binds the series that a lane binds when it needs them, and the gauge of lanes. */
  static bindAtZero(measurements: Measurements, plan: TopicPlan): void {
    const series = new LaneSeries(measurements, plan, undefined);
    const { labels } = series;
    for (const decision of decisions) series.#failures(otherValue, decision);
    for (const error of [otherValue, verdictValue]) {
      measurements.counter('kfw_dead_letters_total', { ...labels, error });
      measurements.counter('kfw_consumer_skips_total', { ...labels, error });
    }
    measurements.gauge('kfw_consumer_waiting_partitions', () => [{ labels, value: 0 }]);
  }
}

function byOutcome(counterOf: (outcome: MessageOutcome) => Counter): Readonly<Record<MessageOutcome, Counter>> {
  return {
    consumed: counterOf('consumed'),
    skipped: counterOf('skipped'),
    deadLettered: counterOf('deadLettered'),
    retryScheduled: counterOf('retryScheduled'),
    expired: counterOf('expired'),
  };
}

function errorLabel(error: Error | undefined): string {
  return error === undefined ? verdictValue : errorClass(error);
}

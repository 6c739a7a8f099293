/** What a lane tells: its place, and an event for each thing that happened there. */
import type { Monitor } from '../events/monitor.js';
import type { CallbackKind } from '../routing/metadata.js';
import type { TopicPlan } from '../routing/plan.js';
import type { MessageBatch } from './consumed-message.js';
import type { Failure } from './failures.js';

export class LaneReports {
  /** Names the lane in every event; shared by all of them. */
  readonly place: {
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    readonly consumer: string;
  };

  constructor(
    private readonly monitor: Monitor,
    { group, topic, consumer }: TopicPlan,
    partition: number,
  ) {
    this.place = Object.freeze({ group, topic, partition, consumer: consumer.name });
  }

  consumed({ firstOffset, lastOffset }: MessageBatch, messages: number, durationMs: number): void {
    if (!this.monitor.has('consumer.consumed')) return;
    this.monitor.publish('consumer.consumed', { ...this.place, firstOffset, lastOffset, messages, durationMs });
  }

  /** Without `retryInMs` the failure stops the process. */
  failed({ firstOffset, lastOffset }: MessageBatch, failure: Failure, retryInMs: number | undefined): void {
    const { error, attempt, at: offset } = failure;
    const run = { ...this.place, firstOffset, lastOffset, offset };
    this.monitor.publish('consumer.failed', { ...run, attempt, retryInMs, error });
  }

  schemasUnavailable(error: Error, retryInMs: number): void {
    const { group, topic, partition } = this.place;
    this.monitor.publish('payloads.unavailable', { group, topic, partition, retryInMs, error });
  }

  callbackFailed(callback: CallbackKind, error: Error): void {
    this.monitor.publish('callback.failed', { ...this.place, callback, error });
  }
}

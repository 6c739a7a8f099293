/**
 * The topic settings that a log uses, as numbers. They are read at each use, so that changed settings take effect at
 * once.
 */
import type { Topic, TopicConfigName } from '../topics/topic.js';

export interface LogSettings {
  readonly segmentBytes: number;
  /** With compaction at most `max.compaction.lag.ms`: the active segment is never compacted. */
  readonly segmentMs: number;
  /** -1: no limit. */
  readonly retentionMs: number;
  /** -1: no limit. */
  readonly retentionBytes: number;
  /** Whether `cleanup.policy` deletes old segments. */
  readonly deletes: boolean;
  /** Whether it keeps only the last record of each key. */
  readonly compacts: boolean;
  /** How long tombstones and markers stay after compaction first met them. */
  readonly deleteRetentionMs: number;
  readonly minCompactionLagMs: number;
  readonly maxCompactionLagMs: number;
  /** The share of the log that must be dirty before it is compacted. */
  readonly minCleanableRatio: number;
  readonly maxMessageBytes: number;
  readonly logAppendTime: boolean;
  /** How far a record's timestamp may be before or after the broker's time, unless the topic uses the broker's time. */
  readonly timestampBeforeMaxMs: number;
  readonly timestampAfterMaxMs: number;
}

/** A view of the topic's settings, not a copy. */
export const logSettings = (topic: Pick<Topic, 'config'>): LogSettings => {
  const number = (name: TopicConfigName): number => Number(topic.config(name));
  return {
    get segmentBytes() {
      return number('segment.bytes');
    },
    get segmentMs() {
      return this.compacts ? Math.min(number('segment.ms'), this.maxCompactionLagMs) : number('segment.ms');
    },
    get retentionMs() {
      return number('retention.ms');
    },
    get retentionBytes() {
      return number('retention.bytes');
    },
    get deletes() {
      return topic.config('cleanup.policy').includes('delete');
    },
    get compacts() {
      return topic.config('cleanup.policy').includes('compact');
    },
    get deleteRetentionMs() {
      return number('delete.retention.ms');
    },
    get minCompactionLagMs() {
      return number('min.compaction.lag.ms');
    },
    get maxCompactionLagMs() {
      return number('max.compaction.lag.ms');
    },
    get minCleanableRatio() {
      return number('min.cleanable.dirty.ratio');
    },
    get maxMessageBytes() {
      return number('max.message.bytes');
    },
    get timestampBeforeMaxMs() {
      return number('message.timestamp.before.max.ms');
    },
    get timestampAfterMaxMs() {
      return number('message.timestamp.after.max.ms');
    },
    get logAppendTime() {
      return topic.config('message.timestamp.type') === 'LogAppendTime';
    },
  };
};

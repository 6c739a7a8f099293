/** What a log asks of its topic's settings, in numbers. Read at each use, so that altered settings take effect at once. */
import type { Topic, TopicConfigName } from '../topics/topic.js';

export interface LogSettings {
  readonly segmentBytes: number;
  /** With compaction at most `max.compaction.lag.ms`: what is in the last segment is never compacted. */
  readonly segmentMs: number;
  /** -1 keeps for ever. */
  readonly retentionMs: number;
  /** -1 keeps all. */
  readonly retentionBytes: number;
  /** Whether `cleanup.policy` lets old segments be deleted. */
  readonly deletes: boolean;
  /** Whether it lets all but the last record of a key be removed. */
  readonly compacts: boolean;
  /** How long tombstones and markers stay once compaction has met them. */
  readonly deleteRetentionMs: number;
  readonly minCompactionLagMs: number;
  readonly maxCompactionLagMs: number;
  /** Which part of the log must be dirty before it is compacted. */
  readonly minCleanableRatio: number;
  readonly maxMessageBytes: number;
  readonly logAppendTime: boolean;
  /** How far a record's time may lie behind or ahead of the broker's, unless that is the one that counts. */
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

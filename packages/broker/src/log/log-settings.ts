/** What a log asks of its topic's settings, in numbers. Read at each use, so that altered settings take effect at once. */
import type { Topic, TopicConfigName } from '../topics/topic.js';

export interface LogSettings {
  readonly segmentBytes: number;
  readonly segmentMs: number;
  /** -1 keeps for ever. */
  readonly retentionMs: number;
  /** -1 keeps all. */
  readonly retentionBytes: number;
  /** Whether `cleanup.policy` lets old segments be deleted. */
  readonly deletes: boolean;
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
      return number('segment.ms');
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

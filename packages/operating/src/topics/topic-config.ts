/**
 * The configuration of a declared topic by Kafka's own keys: their types, and what each takes. The keys are those of
 * `TopicConfig` of Apache Kafka 4.1, and those that brokers before 4.0 had besides. Other keys are allowed: other brokers
 * have their own.
 */

type Policy = 'compact' | 'delete';

/** Keys that take a number, whole but for the ratio; those of times and sizes are in ms and bytes. */
type NumberKey =
  | 'compression.gzip.level'
  | 'compression.lz4.level'
  | 'compression.zstd.level'
  | 'delete.retention.ms'
  | 'file.delete.delay.ms'
  | 'flush.messages'
  | 'flush.ms'
  | 'index.interval.bytes'
  | 'local.retention.bytes'
  | 'local.retention.ms'
  | 'max.compaction.lag.ms'
  | 'max.message.bytes'
  | 'message.timestamp.after.max.ms'
  | 'message.timestamp.before.max.ms'
  | 'message.timestamp.difference.max.ms'
  | 'min.cleanable.dirty.ratio'
  | 'min.compaction.lag.ms'
  | 'min.insync.replicas'
  | 'retention.bytes'
  | 'retention.ms'
  | 'segment.bytes'
  | 'segment.index.bytes'
  | 'segment.jitter.ms'
  | 'segment.ms';

type BooleanKey =
  | 'message.downconversion.enable'
  | 'preallocate'
  | 'remote.log.copy.disable'
  | 'remote.log.delete.on.disable'
  | 'remote.storage.enable'
  | 'unclean.leader.election.enable';

type TextKey =
  | 'follower.replication.throttled.replicas'
  | 'leader.replication.throttled.replicas'
  | 'message.format.version';

/** Keys of Kafka and what they take, and any other. Their defaults are those of the broker. */
export type TopicConfig = {
  /** Default `delete`. */
  'cleanup.policy'?: Policy | 'compact,delete' | 'delete,compact' | undefined;
  /** Default `producer`: as the producer has compressed them. */
  'compression.type'?: 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd' | undefined;
  /** Default `CreateTime`, the producer's time; `LogAppendTime` is the broker's. */
  'message.timestamp.type'?: 'CreateTime' | 'LogAppendTime' | undefined;
} & { [Key in NumberKey]?: number | undefined } & { [Key in BooleanKey]?: boolean | undefined } & {
  [Key in TextKey]?: string | undefined;
} & { [key: string]: string | number | boolean | undefined };

interface ValueRule {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const number: ValueRule = {
  expected: 'a number',
  accepts: (value) => typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER,
};
const whole: ValueRule = { expected: 'a whole number', accepts: (value) => Number.isSafeInteger(value) };
const boolean: ValueRule = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
const text: ValueRule = { expected: 'text', accepts: (value) => typeof value === 'string' };

const oneOf = (...values: readonly string[]): ValueRule => ({
  expected: `one of ${values.join(', ')}`,
  accepts: (value) => typeof value === 'string' && values.includes(value),
});

/** A key of a broker that kfw does not know. */
const anyValue: ValueRule = {
  expected: 'text, a number, true or false',
  accepts: (value) => [number, boolean, text].some((rule) => rule.accepts(value)),
};

type KnownKey = NumberKey | BooleanKey | TextKey | 'cleanup.policy' | 'compression.type' | 'message.timestamp.type';

const rules: Readonly<Record<KnownKey, ValueRule>> = {
  'cleanup.policy': oneOf('delete', 'compact', 'compact,delete', 'delete,compact'),
  'compression.gzip.level': whole,
  'compression.lz4.level': whole,
  'compression.type': oneOf('producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'),
  'compression.zstd.level': whole,
  'delete.retention.ms': whole,
  'file.delete.delay.ms': whole,
  'flush.messages': whole,
  'flush.ms': whole,
  'follower.replication.throttled.replicas': text,
  'index.interval.bytes': whole,
  'leader.replication.throttled.replicas': text,
  'local.retention.bytes': whole,
  'local.retention.ms': whole,
  'max.compaction.lag.ms': whole,
  'max.message.bytes': whole,
  'message.downconversion.enable': boolean,
  'message.format.version': text,
  'message.timestamp.after.max.ms': whole,
  'message.timestamp.before.max.ms': whole,
  'message.timestamp.difference.max.ms': whole,
  'message.timestamp.type': oneOf('CreateTime', 'LogAppendTime'),
  'min.cleanable.dirty.ratio': number,
  'min.compaction.lag.ms': whole,
  'min.insync.replicas': whole,
  preallocate: boolean,
  'remote.log.copy.disable': boolean,
  'remote.log.delete.on.disable': boolean,
  'remote.storage.enable': boolean,
  'retention.bytes': whole,
  'retention.ms': whole,
  'segment.bytes': whole,
  'segment.index.bytes': whole,
  'segment.jitter.ms': whole,
  'segment.ms': whole,
  'unclean.leader.election.enable': boolean,
};

export const knownConfigKeys: readonly string[] = Object.keys(rules);

/** What a key takes; of one that is not Kafka's, any value. */
export function ruleOfConfigKey(key: string): ValueRule {
  return Object.hasOwn(rules, key) ? rules[key as KnownKey] : anyValue;
}

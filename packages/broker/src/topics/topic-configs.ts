/**
 * The topic settings, with the defaults of Apache Kafka 4.1 and the broker setting that each comes from there. Settings
 * about replicas, remote storage and compression by the broker are stored and shown without effect.
 */
import { errorCodes } from '../protocol/error-codes.js';
import { Refusal } from '../protocol/refusal.js';
import { type ConfigKind, elementsOf, longestLong, problemWith } from './config-value.js';

export interface TopicConfigDefinition extends ConfigKind {
  readonly byDefault: string;
  /** The broker setting for all topics; none where Kafka has none in the same unit. */
  readonly brokerName?: string;
}

export const topicConfigs = {
  'cleanup.policy': {
    type: 'LIST',
    byDefault: 'delete',
    oneOf: ['compact', 'delete'],
    brokerName: 'log.cleanup.policy',
  },
  'compression.gzip.level': {
    type: 'INT',
    byDefault: '-1',
    min: 1,
    max: 9,
    orEqualTo: -1,
    brokerName: 'compression.gzip.level',
  },
  'compression.lz4.level': { type: 'INT', byDefault: '9', min: 1, max: 17, brokerName: 'compression.lz4.level' },
  'compression.type': {
    type: 'STRING',
    byDefault: 'producer',
    oneOf: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'],
    brokerName: 'compression.type',
  },
  'compression.zstd.level': {
    type: 'INT',
    byDefault: '3',
    min: -131_072,
    max: 22,
    brokerName: 'compression.zstd.level',
  },
  'delete.retention.ms': {
    type: 'LONG',
    byDefault: '86400000',
    min: 0,
    brokerName: 'log.cleaner.delete.retention.ms',
  },
  'file.delete.delay.ms': { type: 'LONG', byDefault: '60000', min: 0, brokerName: 'log.segment.delete.delay.ms' },
  'flush.messages': {
    type: 'LONG',
    byDefault: longestLong,
    min: 1,
    brokerName: 'log.flush.interval.messages',
  },
  'flush.ms': { type: 'LONG', byDefault: longestLong, min: 0 },
  'follower.replication.throttled.replicas': { type: 'LIST', byDefault: '', ofReplicas: true },
  'index.interval.bytes': { type: 'INT', byDefault: '4096', min: 0, brokerName: 'log.index.interval.bytes' },
  'leader.replication.throttled.replicas': { type: 'LIST', byDefault: '', ofReplicas: true },
  'local.retention.bytes': { type: 'LONG', byDefault: '-2', min: -2, brokerName: 'log.local.retention.bytes' },
  'local.retention.ms': { type: 'LONG', byDefault: '-2', min: -2, brokerName: 'log.local.retention.ms' },
  'max.compaction.lag.ms': {
    type: 'LONG',
    byDefault: longestLong,
    min: 1,
    brokerName: 'log.cleaner.max.compaction.lag.ms',
  },
  'max.message.bytes': { type: 'INT', byDefault: '1048588', min: 0, brokerName: 'message.max.bytes' },
  'message.timestamp.after.max.ms': {
    type: 'LONG',
    byDefault: '3600000',
    min: 0,
    brokerName: 'log.message.timestamp.after.max.ms',
  },
  'message.timestamp.before.max.ms': {
    type: 'LONG',
    byDefault: longestLong,
    min: 0,
    brokerName: 'log.message.timestamp.before.max.ms',
  },
  'message.timestamp.type': {
    type: 'STRING',
    byDefault: 'CreateTime',
    oneOf: ['CreateTime', 'LogAppendTime'],
    brokerName: 'log.message.timestamp.type',
  },
  'min.cleanable.dirty.ratio': {
    type: 'DOUBLE',
    byDefault: '0.5',
    min: 0,
    max: 1,
    brokerName: 'log.cleaner.min.cleanable.ratio',
  },
  'min.compaction.lag.ms': {
    type: 'LONG',
    byDefault: '0',
    min: 0,
    brokerName: 'log.cleaner.min.compaction.lag.ms',
  },
  'min.insync.replicas': { type: 'INT', byDefault: '1', min: 1, brokerName: 'min.insync.replicas' },
  preallocate: { type: 'BOOLEAN', byDefault: 'false', brokerName: 'log.preallocate' },
  'remote.log.copy.disable': { type: 'BOOLEAN', byDefault: 'false' },
  'remote.log.delete.on.disable': { type: 'BOOLEAN', byDefault: 'false' },
  'remote.storage.enable': { type: 'BOOLEAN', byDefault: 'false' },
  'retention.bytes': { type: 'LONG', byDefault: '-1', brokerName: 'log.retention.bytes' },
  'retention.ms': { type: 'LONG', byDefault: '604800000', min: -1 },
  'segment.bytes': { type: 'INT', byDefault: '1073741824', min: 1_048_576, brokerName: 'log.segment.bytes' },
  'segment.index.bytes': { type: 'INT', byDefault: '10485760', min: 4, brokerName: 'log.index.size.max.bytes' },
  'segment.jitter.ms': { type: 'LONG', byDefault: '0', min: 0 },
  'segment.ms': { type: 'LONG', byDefault: '604800000', min: 1 },
  'unclean.leader.election.enable': {
    type: 'BOOLEAN',
    byDefault: 'false',
    brokerName: 'unclean.leader.election.enable',
  },
} as const satisfies Readonly<Record<string, TopicConfigDefinition>>;

export type TopicConfigName = keyof typeof topicConfigs;

/** The settings of a topic that are not defaults. */
export type ConfigOverrides = ReadonlyMap<string, string>;

const definitions = new Map<string, TopicConfigDefinition>(Object.entries(topicConfigs));

/** `undefined` when topics have no such setting. */
export function topicConfig(name: string): TopicConfigDefinition | undefined {
  return definitions.get(name);
}

/** Throws a `Refusal` for the first invalid override. */
export function checkOverrides(overrides: ConfigOverrides): void {
  for (const name of overrides.keys()) {
    if (!definitions.has(name)) throw new Refusal(errorCodes.INVALID_CONFIG, `Unknown topic config name: ${name}`);
  }
  for (const [name, value] of overrides) {
    const definition = definitions.get(name);
    const mistake = definition && problemWith(value, definition);
    if (mistake === undefined) continue;
    throw new Refusal(errorCodes.INVALID_CONFIG, `Invalid value ${shown(name, value, definition)} ${mistake}`);
  }
  if (overrides.get('remote.storage.enable')?.trim().toLowerCase() === 'true') {
    const without = 'Tiered Storage functionality is disabled in the broker.';
    throw new Refusal(errorCodes.INVALID_CONFIG, `${without} Topic cannot be configured with remote log storage.`);
  }
  checkLags(overrides);
}

/**
 * An invalid value as Kafka shows it: of a list the invalid element; of replicas the whole list, and the name again.
 */
function shown(name: string, value: string, { type, oneOf, ofReplicas }: Partial<ConfigKind> = {}): string {
  if (ofReplicas) return `[${value}] for configuration ${name}: ${name}`;
  const wrong = type === 'LIST' ? elementsOf(value).find((element) => !oneOf?.includes(element)) : value;
  return `${wrong ?? value} for configuration ${name}:`;
}

/** A record must not be protected from compaction for longer than it may wait for it. */
function checkLags(overrides: ConfigOverrides): void {
  const [least, most] = (['min.compaction.lag.ms', 'max.compaction.lag.ms'] as const).map((name) =>
    BigInt((overrides.get(name) ?? topicConfigs[name].byDefault).trim()),
  );
  if (least === undefined || most === undefined || least <= most) return;
  const conflict = `min.compaction.lag.ms (${least}) > max.compaction.lag.ms (${most})`;
  throw new Refusal(errorCodes.INVALID_CONFIG, `conflict topic config setting ${conflict}`);
}

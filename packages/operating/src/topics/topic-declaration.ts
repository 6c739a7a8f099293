/**
 * The options of a declared topic, as given in `config/topics.ts`, and the rule of each. A new option is a line of the
 * table.
 */
import type { TopicConfig } from './topic-config.js';

/** What a topic is to be, for one topic or as defaults for many. What is left out is the broker's default. */
export interface TopicSettings {
  /** How many partitions it is created with. More can be added later, fewer never. */
  partitions?: number | undefined;
  /** Copies of each partition, each on a broker of its own. */
  replicationFactor?: number | undefined;
  /** How long messages are kept at least; −1 for without limit. */
  retentionMs?: number | undefined;
  /** Bytes that a partition may take before its oldest messages are deleted; −1 for without limit. */
  retentionBytes?: number | undefined;
  /**
   * Whether the last message of each key is kept instead of the newest messages (`cleanup.policy: compact`); `false` is
   * `delete`. For both at once, give `config: { 'cleanup.policy': 'compact,delete' }` instead.
   */
  compacted?: boolean | undefined;
  /** Any keys of Kafka's topic configuration: `{ 'max.message.bytes': 2_000_000 }`. */
  config?: TopicConfig | undefined;
}

export interface TopicDeclaration extends TopicSettings {
  /**
   * Settings of one environment (`KFW_ENV`), over the others: `{ production: { partitions: 12 } }`. A key of its own, so
   * that an environment may have any name.
   */
  environments?: Readonly<Record<string, TopicSettings>> | undefined;
}

interface Rule {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const whole = (least: number, most: number): Rule => ({
  expected: `a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
});

const limit = (unit: string): Rule => ({
  expected: `a whole number of ${unit}, or -1 for without limit`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= -1,
});

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Kafka's counts: partitions are an int32, replicas an int16. */
const mostPartitions = 2 ** 31 - 1;
const mostReplicas = 2 ** 15 - 1;

export const settingRules: Readonly<Record<keyof TopicSettings, Rule>> = {
  partitions: whole(1, mostPartitions),
  replicationFactor: whole(1, mostReplicas),
  retentionMs: limit('milliseconds'),
  retentionBytes: limit('bytes'),
  compacted: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  config: { expected: "an object, such as { 'max.message.bytes': 2_000_000 }", accepts: isObject },
};

export const declarationRules: Readonly<Record<keyof TopicDeclaration, Rule>> = {
  ...settingRules,
  environments: { expected: 'an object, such as { production: { partitions: 12 } }', accepts: isObject },
};

/** Options that stand for a key of the configuration. */
export const configKeyOfOption = {
  retentionMs: 'retention.ms',
  retentionBytes: 'retention.bytes',
  compacted: 'cleanup.policy',
} as const satisfies Partial<Record<keyof TopicSettings, string>>;

/**
 * The options of a broker, as given and with defaults. Durations end in `Ms`, sizes in `Bytes`. Names follow Kafka's
 * settings; defaults differ from Apache Kafka's only where that saves waiting (`groupInitialRebalanceDelayMs`).
 */
import type { TlsOptions } from 'node:tls';
import { brokerError } from './errors.js';
import { type GroupOptions, groupOptions } from './groups/group-options.js';
import { defaultCompactionBackoffMs } from './log/log-manager.js';
import { type SaslOptions, saslMechanisms } from './server/credentials.js';
import { defaultLimits, type Limits } from './server/limits.js';
import { maxPartitions } from './topics/topic-limits.js';
import { type TransactionOptions, transactionOptions } from './transactions/transaction-options.js';

export interface BrokerOptions extends Partial<GroupOptions>, Partial<TransactionOptions> {
  /** The address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** A folder for logs, topics and offsets. Without it everything is in memory and lost when the broker stops. */
  readonly dataFolder?: string;
  /** Whether a metadata request creates an unknown topic: Kafka's `auto.create.topics.enable`. */
  readonly autoCreateTopics?: boolean;
  /** Partitions of topics that are created without a count. */
  readonly defaultPartitions?: number;
  /** How long compaction waits when no log is dirty enough: Kafka's `log.cleaner.backoff.ms`. */
  readonly compactionBackoffMs?: number;
  /** The host that clients connect to, if it is not `host`. */
  readonly advertisedHost?: string;
  /** Options of `tls.createServer`; with them every connection is encrypted. */
  readonly tls?: TlsOptions;
  /** With it clients must authenticate. */
  readonly sasl?: SaslOptions;
  /** Bounds on what clients may use. */
  readonly limits?: Partial<Limits>;
  /** Receives events, for log lines. Must not throw. */
  readonly onEvent?: (event: BrokerEvent) => void;
}

/** The events of a broker. */
export type BrokerEvent =
  | { readonly type: 'topic-created'; readonly topic: string; readonly partitions: number }
  | { readonly type: 'topic-deleted'; readonly topic: string }
  | {
      readonly type: 'group-formed';
      readonly group: string;
      readonly generation: number;
      readonly members: number;
    }
  /** An incomplete entry at the end of the offsets file, left by a SIGKILL, was truncated. */
  | { readonly type: 'offsets-recovered'; readonly tornBytes: number }
  /** The offsets file could not be written, and no request waited for it. */
  | { readonly type: 'groups-failed'; readonly error: unknown }
  /** The same for the transactions file. */
  | { readonly type: 'transactions-recovered'; readonly tornBytes: number }
  /** A transaction could not be stored or ended. Clients retry, and a decided end is retried every second. */
  | { readonly type: 'transactions-failed'; readonly error: unknown }
  /** A producer did not end its transaction in time: it was aborted and the producer fenced. */
  | { readonly type: 'transaction-timed-out'; readonly transactionalId: string; readonly timeoutMs: number }
  /** The end of the last process left a batch incomplete that was never acknowledged: its bytes were truncated. */
  | {
      readonly type: 'log-recovered';
      readonly topic: string;
      readonly partition: number;
      readonly tornBytes: number;
    }
  /** Old records could not be deleted. The next try is in five minutes. */
  | { readonly type: 'retention-failed'; readonly error: unknown }
  /** Records up to `cleanedOffset` that newer records of the same key replace are removed. */
  | {
      readonly type: 'log-compacted';
      readonly topic: string;
      readonly partition: number;
      readonly cleanedOffset: number;
      readonly bytesBefore: number;
      readonly bytesAfter: number;
    }
  /** Batches of a compacted topic do not hold the records that their header says: they are kept as they are. */
  | {
      readonly type: 'batches-unreadable';
      readonly topic: string;
      readonly partition: number;
      readonly batches: number;
      readonly firstOffset: number;
    }
  /** A log is not compacted until the broker starts again. */
  | {
      readonly type: 'compaction-failed';
      readonly topic: string;
      readonly partition: number;
      readonly error: unknown;
    }
  | { readonly type: 'connection-closed'; readonly clientHost: string; readonly reason: string }
  | { readonly type: 'request-failed'; readonly api: string; readonly error: unknown };

/** Options with their defaults. */
export interface BrokerSettings extends GroupOptions, TransactionOptions {
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string | undefined;
  readonly autoCreateTopics: boolean;
  readonly defaultPartitions: number;
  readonly compactionBackoffMs: number;
  readonly advertisedHost: string;
  readonly limits: Limits;
}

const longestTimerMs = 2 ** 31 - 1;
const wildcardHosts = ['0.0.0.0', '::'];

/** Throws a `BrokerError` that names every invalid option. */
export function withDefaults(options: BrokerOptions): BrokerSettings {
  const host = options.host ?? '127.0.0.1';
  const settings: BrokerSettings = {
    ...groupOptions(options),
    ...transactionOptions(options),
    host,
    port: options.port ?? 0,
    dataFolder: options.dataFolder,
    autoCreateTopics: options.autoCreateTopics ?? true,
    defaultPartitions: options.defaultPartitions ?? 1,
    compactionBackoffMs: options.compactionBackoffMs ?? defaultCompactionBackoffMs,
    advertisedHost: options.advertisedHost ?? (wildcardHosts.includes(host) ? '127.0.0.1' : host),
    limits: { ...defaultLimits, ...options.limits },
  };
  const mistakes = [...unknownIn(options, settings), ...mistakesIn(settings), ...mistakesInSasl(options.sasl)];
  if (mistakes.length > 0) throw brokerError('KFW_BROKER_OPTIONS_INVALID', { mistakes });
  return settings;
}

function unknownIn(options: BrokerOptions, settings: BrokerSettings): string[] {
  const known = [...Object.keys(settings), 'tls', 'sasl', 'onEvent'];
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  const limits = Object.keys(options.limits ?? {}).filter((name) => !Object.hasOwn(defaultLimits, name));
  return [...unknown, ...limits.map((name) => `limits.${name}`)].map((name) => `${name} is not an option`);
}

function mistakesIn(settings: BrokerSettings): string[] {
  const within = (name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): string[] =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? []
      : [`${name} is ${value}, and must be a whole number from ${least} to ${most}`];
  const { port, defaultPartitions, compactionBackoffMs, autoCreateTopics } = settings;
  const ofOthers = { ...groupOptions(settings), ...transactionOptions(settings) };
  const limits = Object.keys(defaultLimits) as (keyof Limits)[];
  return [
    ...within('port', port, 0, 65_535),
    ...within('defaultPartitions', defaultPartitions, 1, maxPartitions),
    ...within('compactionBackoffMs', compactionBackoffMs, 1, longestTimerMs),
    ...(typeof autoCreateTopics === 'boolean'
      ? []
      : [`autoCreateTopics is ${autoCreateTopics}, and must be true or false`]),
    // A duration may be 0; a count must be at least 1.
    ...Object.entries(ofOthers).flatMap(([name, value]) => within(name, value, name.endsWith('Ms') ? 0 : 1)),
    ...limits.flatMap((name) => within(`limits.${name}`, settings.limits[name], 1, longestTimerMs)),
  ];
}

function mistakesInSasl(sasl: SaslOptions | undefined): string[] {
  if (sasl === undefined) return [];
  const unknown = (sasl.mechanisms ?? []).filter((mechanism) => !saslMechanisms.includes(mechanism));
  const mistakes = unknown.map((mechanism) => `sasl.mechanisms names ${mechanism}, and may name ${saslMechanisms}`);
  if (Object.keys(sasl.users).length === 0) mistakes.push('sasl.users is empty, so no client could authenticate');
  if (sasl.mechanisms?.length === 0) mistakes.push('sasl.mechanisms is empty, so no client could authenticate');
  return mistakes;
}

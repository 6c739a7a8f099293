/**
 * The configuration of an app as the rest of kfw reads it: compiled once at boot, complete, frozen. It records which
 * setting named the brokers and the registry, for errors that must say what to change.
 */
import type { Compression } from '@kfw/core';
import type { HealthAddress } from '../health/health-address.js';
import type { LogLevel } from '../logging/log-line.js';
import type { Secret } from './secrets/secret.js';

export interface KfwConfig {
  /** `development`, `test`, `production`, or any other section of the file. */
  readonly environment: string;
  readonly clientId: string;
  /** Each `host:port`, without credentials. */
  readonly brokers: readonly string[];
  /** Whether the brokers are kfw's embedded ones, which a command that connects joins or starts. */
  readonly embedded: boolean;
  /** Where `brokers` came from: `brokers in config/kafka.yml (development)`, `KFW_BROKERS`, `KAFKA_URL` or `--brokers`. */
  readonly brokersSetting: string;
  /** Without it, connections are plain. */
  readonly tls: TlsConfig | undefined;
  readonly sasl: SaslConfig | undefined;
  readonly registry: RegistryConfig | undefined;
  /** Where `registry.url` came from; `undefined` without a registry. */
  readonly registrySetting: string | undefined;
  /** How long boot keeps trying to reach brokers and registry; 0 means one attempt. */
  readonly startupTimeoutMs: number;
  /** How long one TCP or TLS attempt may take. */
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a stop waits for work in flight before it is forced. */
  readonly shutdownTimeoutMs: number;
  /** Whether missing topics are created. Default true, in production false. */
  readonly createTopics: boolean;
  /** Where `kfw server` answers `/livez` and `/readyz`; nowhere when left out. */
  readonly health: HealthAddress | undefined;
  readonly log: LogConfig;
  readonly consumer: ConsumerConfig;
  readonly producer: ProducerConfig;
}

export interface LogConfig {
  readonly level: LogLevel;
  /** `auto` is pretty on a terminal and JSON elsewhere. */
  readonly format: 'auto' | 'pretty' | 'json';
  /** Levels of topics by their names in the code, or by patterns in which `*` stands for any characters. */
  readonly topics: Readonly<Record<string, LogLevel>>;
  /** Paths of fields of the app's lines whose values are replaced: `user.email`, `*.token`. */
  readonly redact: readonly string[];
  /** The longest time between two lines about the same failure in a flood; 0: every failure has its line. */
  readonly floodIntervalMs: number;
}

export interface TlsConfig {
  /** PEM text, read from the file that was named. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: Secret | undefined;
  readonly passphrase: Secret | undefined;
  readonly servername: string | undefined;
  readonly rejectUnauthorized: boolean;
}

export interface SaslConfig {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: Secret;
}

export interface RegistryConfig {
  /** Without credentials; several with commas. */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  /** A bearer token, instead of username and password. */
  readonly token: Secret | undefined;
  /** Whether responders register their schemas or only look them up. Default `always`, in production `lookup`. */
  readonly register: 'always' | 'lookup';
  /** How subjects are named: `users-value`, `com.shop.UserEvent` or `users-com.shop.UserEvent`. */
  readonly subject: 'topic' | 'record' | 'topicRecord';
  /** For addresses with `https://`. */
  readonly tls: TlsConfig | undefined;
  /** Whether the registry compares schemas by their meaning when one is registered or looked up. */
  readonly normalize: boolean;
  /** Whether the last registered version of a subject is written instead of the app's own schema. */
  readonly useLatest: boolean;
}

export interface ConsumerConfig {
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly rebalanceTimeoutMs: number;
  /** How long a fetch may wait at the broker when there is nothing to read. */
  readonly fetchMaxWaitMs: number;
  readonly commitIntervalMs: number;
  /** How soon new topics and partitions are noticed. */
  readonly metadataMaxAgeMs: number;
  readonly maxBytesPerPartition: number;
  readonly maxBytes: number;
  /** The maximum uncompressed size of a record batch; a larger one cannot be read. */
  readonly maxBatchBytes: number;
  /** Bytes that may wait in memory for handlers, over all partitions of the process. */
  readonly maxTotalBufferedBytes: number;
  /** Concurrent handler calls in the process; `undefined`: unlimited. */
  readonly concurrency: number | undefined;
  /** After this time without progress a partition with messages counts as stalled; 0: never. */
  readonly stallTimeoutMs: number;
}

export interface ProducerConfig {
  readonly acks: -1 | 0 | 1;
  readonly compression: Compression;
  readonly idempotent: boolean;
  /** How long a broker may take for one request. */
  readonly requestTimeoutMs: number;
  /** How long a message may wait and be retried in total. */
  readonly deliveryTimeoutMs: number;
  /** How long a message may wait for others to share its batch. */
  readonly lingerMs: number;
  /** The maximum number of messages in a batch. */
  readonly batchSize: number;
  readonly maxBufferedMessages: number;
  readonly maxBufferedBytes: number;
  /** Requests in flight to one broker at a time. */
  readonly maxInFlightRequests: number;
  /** What happens to a message when the buffer is full. */
  readonly whenFull: 'wait' | 'drop' | 'throw';
}

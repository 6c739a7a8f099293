/**
 * The schema of one environment of `config/kafka.yml`. Every object is strict, and every field has the message that a
 * person reads when it is wrong: it ends the sentence "development.brokers: …". Nothing here fills in defaults;
 * `with-defaults.ts` does.
 */
import { z } from 'zod';
import { logLevels } from '../../logging/log-line.js';
import {
  address,
  amount,
  choice,
  credential,
  durationMs,
  healthAddress,
  hostName,
  isHttps,
  secretHeader,
  secretText,
  sizeBytes,
  splitWebAddresses,
  text,
  toggle,
  webAddresses,
} from './config-fields.js';
import { redactPaths, topicLevels } from './log-fields.js';

/** Defaults that this check also needs: a heartbeat interval must fit into the session timeout, given or not. */
export const defaultSessionTimeoutMs = 30_000;
export const defaultHeartbeatIntervalMs = 3_000;

const tls = z
  .strictObject(
    {
      ca: text('a path, such as config/ca.pem').optional(),
      cert: text('a path, such as config/client.pem').optional(),
      key: secretText('a path, such as config/client.key').optional(),
      passphrase: secretText('text').optional(),
      servername: hostName().optional(),
      rejectUnauthorized: toggle().optional(),
    },
    { error: 'must be true, false, or hold ca, cert, key' },
  )
  .superRefine(({ cert, key }, { addIssue }) => {
    if (cert !== undefined && key === undefined) addIssue(at('key', 'is missing: cert needs its key'));
    if (key !== undefined && cert === undefined) addIssue(at('cert', 'is missing: key needs its cert'));
  });

const sasl = z.strictObject(
  {
    mechanism: choice(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
    username: credential(),
    password: secretText('text'),
  },
  { error: 'must hold mechanism, username and password' },
);

/** `tls: true` is TLS with Node's defaults; `tls: false` turns it off, whatever was merged in. */
const tlsOrToggle = z.preprocess((given) => {
  if (given === true || given === 'true') return {};
  return given === false || given === 'false' ? undefined : given;
}, tls.optional());

const registry = z
  .strictObject(
    {
      url: webAddresses(),
      username: credential()
        .refine((given) => !given.includes(':'), 'must not hold a colon: HTTP ends the user there')
        .optional(),
      password: secretText('text').optional(),
      token: secretHeader().optional(),
      tls: tlsOrToggle,
      register: choice(['always', 'lookup']).optional(),
      subject: choice(['topic', 'record', 'topicRecord']).optional(),
      normalize: toggle().optional(),
      useLatest: toggle().optional(),
    },
    { error: 'must hold url, such as http://localhost:8081' },
  )
  .superRefine((given, { addIssue }) => {
    if (given.tls !== undefined && !splitWebAddresses(given.url).some(isHttps)) {
      addIssue(at('tls', 'needs a url with https://'));
    }
    if (given.useLatest === true && given.register === 'always') {
      addIssue(at('useLatest', 'registers nothing: remove register: always'));
    }
  });

const consumer = z
  .strictObject(
    {
      sessionTimeoutMs: durationMs(1).optional(),
      heartbeatIntervalMs: durationMs(1).optional(),
      rebalanceTimeoutMs: durationMs(1).optional(),
      fetchMaxWaitMs: durationMs(0).optional(),
      commitIntervalMs: durationMs(1).optional(),
      metadataMaxAgeMs: durationMs(1).optional(),
      maxBytesPerPartition: sizeBytes().optional(),
      maxBytes: sizeBytes().optional(),
      maxBatchBytes: sizeBytes().optional(),
      maxTotalBufferedBytes: sizeBytes().optional(),
      concurrency: amount('handler calls', 100).optional(),
      stallTimeoutMs: durationMs(0).optional(),
    },
    { error: 'must hold settings, such as sessionTimeoutMs' },
  )
  .superRefine((given, { addIssue }) => {
    const session = given.sessionTimeoutMs ?? defaultSessionTimeoutMs;
    const heartbeat = given.heartbeatIntervalMs ?? defaultHeartbeatIntervalMs;
    if (heartbeat < session) return;
    addIssue(at('heartbeatIntervalMs', `must be less than sessionTimeoutMs (${session}), best a third of it or less`));
  });

const producer = z
  .strictObject(
    {
      acks: choice(['all', -1, 0, 1]).optional(),
      compression: choice(['none', 'gzip', 'snappy', 'lz4', 'zstd']).optional(),
      idempotent: toggle().optional(),
      requestTimeoutMs: durationMs(1).optional(),
      deliveryTimeoutMs: durationMs(1).optional(),
      lingerMs: durationMs(0).optional(),
      batchSize: amount('messages', 10_000).optional(),
      maxBufferedMessages: amount('messages', 100_000).optional(),
      maxBufferedBytes: sizeBytes().optional(),
      maxInFlightRequests: amount('requests', 5).optional(),
      whenFull: choice(['wait', 'drop', 'throw']).optional(),
    },
    { error: 'must hold settings, such as acks' },
  )
  .superRefine(({ acks, idempotent }, { addIssue }) => {
    if (idempotent !== true || acks === undefined || acks === 'all' || acks === -1) return;
    addIssue(at('idempotent', 'needs acks: all. Change acks, or leave idempotent out'));
  });

const log = z.strictObject(
  {
    level: choice(logLevels).optional(),
    format: choice(['auto', 'pretty', 'json']).optional(),
    topics: topicLevels().optional(),
    redact: redactPaths().optional(),
    floodIntervalMs: durationMs(0).optional(),
  },
  { error: 'must hold level or format, such as level: info' },
);

function at(key: string, message: string) {
  return { code: 'custom' as const, path: [key], message };
}

const brokers = z
  .array(address(), {
    error: ({ input }) =>
      input === undefined ? 'is missing. List the brokers as host:port' : 'must be a list of host:port',
  })
  .min(1, 'is empty. List the brokers as host:port');

const parts = { tls, sasl, registry, consumer, producer, log };

export const configSchema = z.strictObject({
  brokers,
  embedded: toggle().optional(),
  clientId: text('a name').regex(/^[\w.-]{1,200}$/, 'must be at most 200 letters, digits, dots, dashes or underscores'),
  tls: tlsOrToggle,
  sasl: sasl.optional(),
  registry: registry.optional(),
  consumer: consumer.optional(),
  producer: producer.optional(),
  log: log.optional(),
  createTopics: toggle().optional(),
  health: healthAddress().optional(),
  startupTimeoutMs: durationMs(0).optional(),
  connectionTimeoutMs: durationMs(1).optional(),
  requestTimeoutMs: durationMs(1).optional(),
  shutdownTimeoutMs: durationMs(0).optional(),
});

/** The configuration as it was given: one environment with the variables put over it, nothing filled in. */
export type GivenConfig = z.output<typeof configSchema>;

/** The keys that may stand below `path`, for suggestions. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const [part] = path;
  if (part === undefined) return Object.keys(configSchema.shape);
  if (path.length > 1) return path.join() === 'registry,tls' ? Object.keys(tls.shape) : [];
  return part in parts ? Object.keys(parts[part as keyof typeof parts].shape) : [];
}

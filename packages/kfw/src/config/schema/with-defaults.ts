/**
 * The defaults of the configuration. Settings that are safe in development and not in production (creating topics,
 * registering schemas) depend on the environment; every environment but production counts as development.
 */
import { defaultHeartbeatIntervalMs, defaultSessionTimeoutMs, type GivenConfig } from './config-schema.js';

export type ConfigWithDefaults = ReturnType<typeof withDefaults>;

export function withDefaults(given: GivenConfig, environment: string) {
  const production = environment === 'production';
  const requestTimeoutMs = given.requestTimeoutMs ?? 30_000;
  const acks = given.producer?.acks ?? 'all';
  const allInSync = acks === 'all' || acks === -1;
  return {
    brokers: given.brokers,
    embedded: given.embedded ?? false,
    clientId: given.clientId,
    startupTimeoutMs: given.startupTimeoutMs ?? 30_000,
    connectionTimeoutMs: given.connectionTimeoutMs ?? 3_000,
    requestTimeoutMs,
    shutdownTimeoutMs: given.shutdownTimeoutMs ?? 30_000,
    createTopics: given.createTopics ?? !production,
    health: given.health,
    log: {
      level: given.log?.level ?? 'info',
      format: given.log?.format ?? 'auto',
      topics: given.log?.topics ?? {},
      redact: given.log?.redact ?? [],
      floodIntervalMs: given.log?.floodIntervalMs ?? 10_000,
    },
    tls: given.tls && withTlsDefaults(given.tls),
    sasl: given.sasl && { ...given.sasl, mechanism: given.sasl.mechanism ?? 'plain' },
    registry: given.registry && {
      ...given.registry,
      register: given.registry.register ?? (production ? 'lookup' : 'always'),
      subject: given.registry.subject ?? 'topic',
      normalize: given.registry.normalize ?? false,
      useLatest: given.registry.useLatest ?? false,
      tls: given.registry.tls && withTlsDefaults(given.registry.tls),
    },
    consumer: {
      sessionTimeoutMs: given.consumer?.sessionTimeoutMs ?? defaultSessionTimeoutMs,
      heartbeatIntervalMs: given.consumer?.heartbeatIntervalMs ?? defaultHeartbeatIntervalMs,
      rebalanceTimeoutMs: given.consumer?.rebalanceTimeoutMs ?? 60_000,
      fetchMaxWaitMs: given.consumer?.fetchMaxWaitMs ?? 200,
      commitIntervalMs: given.consumer?.commitIntervalMs ?? 1_000,
      metadataMaxAgeMs: given.consumer?.metadataMaxAgeMs ?? 30_000,
      maxBytesPerPartition: given.consumer?.maxBytesPerPartition ?? 1_048_576,
      maxBytes: given.consumer?.maxBytes ?? 10_485_760,
      maxBatchBytes: given.consumer?.maxBatchBytes ?? 67_108_864,
      maxTotalBufferedBytes: given.consumer?.maxTotalBufferedBytes ?? 268_435_456,
      concurrency: given.consumer?.concurrency,
      stallTimeoutMs: given.consumer?.stallTimeoutMs ?? 300_000,
    },
    producer: {
      acks: allInSync ? (-1 as const) : acks,
      compression: given.producer?.compression ?? 'none',
      // The broker only tells duplicates apart for producers that wait for all in-sync replicas.
      idempotent: given.producer?.idempotent ?? allInSync,
      requestTimeoutMs: given.producer?.requestTimeoutMs ?? requestTimeoutMs,
      deliveryTimeoutMs: given.producer?.deliveryTimeoutMs ?? 120_000,
      lingerMs: given.producer?.lingerMs ?? 0,
      batchSize: given.producer?.batchSize ?? 10_000,
      maxBufferedMessages: given.producer?.maxBufferedMessages ?? 100_000,
      maxBufferedBytes: given.producer?.maxBufferedBytes ?? 67_108_864,
      maxInFlightRequests: given.producer?.maxInFlightRequests ?? 5,
      whenFull: given.producer?.whenFull ?? ('wait' as const),
    },
  };
}

function withTlsDefaults(given: NonNullable<GivenConfig['tls']>) {
  return { ...given, rejectUnauthorized: given.rejectUnauthorized ?? true };
}

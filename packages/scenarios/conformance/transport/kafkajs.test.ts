/** kafkajs behind the transport port, on real Apache Kafka. */
import { Monitor } from '@kfw/core';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { transportConformance } from './transport-conformance.js';

transportConformance('kafkajs', () =>
  createKafkajsTransport({
    clientId: 'conformance',
    brokers: (process.env.KFW_TEST_BROKERS ?? '').split(','),
    brokersSetting: 'KFW_TEST_BROKERS',
    connectionTimeoutMs: 3_000,
    requestTimeoutMs: 10_000,
    monitor: new Monitor(),
  }),
);

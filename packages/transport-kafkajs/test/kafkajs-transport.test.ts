import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { type KfwEvents, Monitor, toError } from '@kfw/core';
import { createKafkajsTransport, type KafkajsTransportOptions } from '../src/index.js';
import { startFakeBroker } from './support/fake-broker.js';

const options = (overrides: Partial<KafkajsTransportOptions>): KafkajsTransportOptions => ({
  clientId: 'shop',
  brokers: ['127.0.0.1:1', '127.0.0.1:2'],
  brokersSetting: 'brokers in config/kafka.yml',
  connectionTimeoutMs: 2_000,
  requestTimeoutMs: 2_000,
  monitor: new Monitor(),
  ...overrides,
});

const failureOf = (call: Promise<unknown>): Promise<Error> => call.then(() => new Error('It did not fail.'), toError);

describe('a transport', () => {
  it('names its client', () => {
    expect(createKafkajsTransport(options({})).name).toBe('kafkajs 2.2.4');
  });

  it('names brokers, setting and cause when no broker responds', async () => {
    const failure = await failureOf(createKafkajsTransport(options({})).connect());
    expect(failure).toMatchObject({
      code: 'KFW_BROKER_UNREACHABLE',
      message: 'cannot reach Kafka at 127.0.0.1:1, 127.0.0.1:2 (brokers in config/kafka.yml): connection refused.',
    });
  });

  it('fails with the same message from a source, a sink, the admin and a transaction', async () => {
    const transport = createKafkajsTransport(options({ brokers: ['127.0.0.1:1'] }));
    const sink = transport.sink({ acks: -1, compression: 'none', idempotent: false, requestTimeoutMs: 100 });
    const failures = await Promise.all([
      failureOf(transport.source(sourceOptions).start(silentHandlers)),
      failureOf(sink.connect()),
      failureOf(transport.admin.listTopics()),
      failureOf(transport.transactions.begin('id')),
    ]);
    for (const failure of failures)
      expect(failure).toMatchObject({
        code: 'KFW_BROKER_UNREACHABLE',
        message: 'cannot reach Kafka at 127.0.0.1:1 (brokers in config/kafka.yml): connection refused.',
      });
  });

  it('tries every broker until one responds', async () => {
    await using broker = await startFakeBroker('PLAIN', 'refused');
    const sasl = { mechanism: 'plain', username: 'shop', password: 'p' } as const;
    const brokers = ['127.0.0.1:1', '127.0.0.1:2', broker.address, '127.0.0.1:3'];
    const failure = await failureOf(createKafkajsTransport(options({ brokers, sasl })).connect());
    expect(failure).toMatchObject({ code: 'KFW_AUTHENTICATION_FAILED' });
  });

  it('uses TLS when configured', async () => {
    const first = Promise.withResolvers<Buffer>();
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (data) => {
        first.resolve(data);
        socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const brokers = [`localhost:${(server.address() as AddressInfo).port}`];
    const failure = await failureOf(createKafkajsTransport(options({ brokers, ssl: { ca: [] } })).connect());
    const clientHello = 0x16;
    expect((await first.promise)[0]).toBe(clientHello);
    expect(failure.message).toContain('TLS handshake failed: the broker does not speak TLS on this port');
    await new Promise((resolve) => server.close(resolve));
  });

  it('sends its credentials, and reveals them nowhere when they are rejected', async () => {
    const password = 'correct horse';
    await using broker = await startFakeBroker('PLAIN', `user shop with password ${password} is unknown`);
    const monitor = new Monitor();
    const received: KfwEvents['transport.failed'][] = [];
    monitor.subscribe('transport.failed', (event) => received.push(event));
    const sasl = { mechanism: 'plain', username: 'shop', password } as const;
    const transport = createKafkajsTransport(options({ brokers: [broker.address], sasl, monitor }));
    const failures = [await failureOf(transport.connect()), await failureOf(transport.admin.listTopics())];
    expect(broker.received().includes(`\0shop\0${password}`)).toBe(true);
    expect(received).not.toEqual([]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'KFW_AUTHENTICATION_FAILED' });
      expect(failure.message).toContain('[secret]');
    }
    expect(
      inspect([failures, received, transport], { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    ).not.toContain(password);
  });
});

const sourceOptions = {
  group: 'shop_example',
  topics: [{ topic: 'users', startFrom: 'earliest' }],
  sessionTimeoutMs: 1_000,
  heartbeatIntervalMs: 100,
  rebalanceTimeoutMs: 1_000,
  fetchMaxWaitMs: 100,
  maxBytesPerPartition: 1_000,
  maxBytes: 1_000,
  metadataMaxAgeMs: 1_000,
  createTopics: false,
} as const;

const silentHandlers = {
  onBatch() {},
  onJoined() {},
  onAssigned() {},
  async onRebalancing() {},
  async onRevoked() {},
  onCrash() {},
};

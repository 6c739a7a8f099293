/** SASL and TLS, through kafkajs and by hand. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { apiKeys, type BrokerEvent, errorCodes } from '../../src/index.js';
import { useBroker } from '../use-broker.js';

const start = useBroker();

/** The names of the topics that a kafkajs client sees. */
async function topicsSeen(config: KafkaConfig): Promise<string[]> {
  const admin = new Kafka({ logLevel: logLevel.NOTHING, retry: { retries: 0 }, ...config }).admin();
  try {
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'seen' }] });
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

const users = { shop: 'a,b=c secret', other: 'other' };
const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
const failedToAuthenticate = (event: BrokerEvent): boolean =>
  event.type === 'connection-closed' && event.reason === 'it failed to authenticate';

describe('with SASL', () => {
  it.each(mechanisms)('%s authenticates with the right password', async (mechanism) => {
    const { broker } = await start({ sasl: { users } });
    const sasl = { mechanism, username: 'shop', password: users.shop } as KafkaConfig['sasl'];
    expect(await topicsSeen({ brokers: [broker.address], ...(sasl && { sasl }) })).toEqual(['seen']);
  });

  it.each(
    mechanisms.flatMap((mechanism) => [
      [mechanism, 'shop', 'other'],
      [mechanism, 'nobody', 'other'],
    ]),
  )('%s rejects %s with the password "%s"', async (mechanism, username, password) => {
    const { broker, emitted } = await start({ sasl: { users } });
    const sasl = { mechanism, username, password } as KafkaConfig['sasl'];
    await expect(topicsSeen({ brokers: [broker.address], ...(sasl && { sasl }) })).rejects.toThrow(
      /invalid credentials|Invalid username or password/,
    );
    await emitted(failedToAuthenticate);
    expect(broker.topics).toEqual([]);
  });

  it('offers the configured mechanisms', async () => {
    const { broker, connect } = await start({ sasl: { users, mechanisms: ['PLAIN'] } });
    const client = await connect();
    client.send(apiKeys.SaslHandshake, 1, 1, (writer) => writer.string('SCRAM-SHA-256'));
    const body = (await client.response())?.body;
    expect(body?.int16()).toBe(errorCodes.UNSUPPORTED_SASL_MECHANISM);
    expect(body?.array((reader) => reader.string())).toEqual(['PLAIN']);
    await client.closed;
    expect(broker.connections).toBe(0);
  });

  it.each(Object.entries(apiKeys).filter(([name]) => !/^(Sasl|ApiVersions)/.test(name)))(
    'does not answer %s before authentication',
    async (_name, key) => {
      const { connect } = await start({ sasl: { users } });
      const client = await connect();
      client.send(apiKeys.ApiVersions, 0, 1);
      expect((await client.response())?.correlationId).toBe(1);
      client.send(key, key === apiKeys.Produce || key === apiKeys.Fetch ? 4 : 1, 2, (writer) =>
        writer.raw(Buffer.alloc(100)),
      );
      expect(await client.response()).toBeUndefined();
    },
  );

  it('accepts bare tokens after SaslHandshake v0', async () => {
    const { connect } = await start({ sasl: { users } });
    const client = await connect();
    client.send(apiKeys.SaslHandshake, 0, 1, (writer) => writer.string('PLAIN'));
    expect((await client.response())?.body.int16()).toBe(errorCodes.NONE);
    const token = Buffer.from('\0other\0other');
    const length = Buffer.alloc(4);
    length.writeInt32BE(token.length);
    client.socket.write(Buffer.concat([length, token]));
    expect(await client.frame()).toEqual(Buffer.alloc(0));
    client.send(apiKeys.Metadata, 1, 2, (writer) => writer.int32(0));
    expect((await client.response())?.correlationId).toBe(2);
  });

  it('rejects a proof of another exchange', async () => {
    const { connect } = await start({ sasl: { users } });
    const client = await connect();
    client.send(apiKeys.SaslHandshake, 1, 1, (writer) => writer.string('SCRAM-SHA-256'));
    await client.response();
    client.send(apiKeys.SaslAuthenticate, 1, 2, (writer) => writer.bytes(Buffer.from('n,,n=shop,r=mine')));
    const first = (await client.response())?.body;
    expect(first?.int16()).toBe(errorCodes.NONE);
    first?.nullableString();
    expect(first?.bytes().toString()).toMatch(/^r=mine[\w-]{20,},s=[\w+/=]+,i=4096$/);
    const proof = Buffer.alloc(32).toString('base64');
    client.send(apiKeys.SaslAuthenticate, 1, 3, (writer) => writer.bytes(Buffer.from(`c=biws,r=mine,p=${proof}`)));
    expect((await client.response())?.body.int16()).toBe(errorCodes.SASL_AUTHENTICATION_FAILED);
    await client.closed;
  });

  it('closes connections that do not authenticate in time, and rejects long frames before', async () => {
    const { broker, connect, emitted } = await start({ sasl: { users } });
    const slow = await connect();
    slow.send(apiKeys.ApiVersions, 0, 1);
    await slow.response();
    const long = await connect();
    long.socket.write(Buffer.from([0, 0x10, 0, 0]));
    await long.closed;
    broker.clock.advance(31_000);
    await slow.closed;
    await emitted((event) => event.type === 'connection-closed' && event.reason === 'it did not authenticate in time');
  });
});

describe('without SASL', () => {
  it('a handshake is rejected', async () => {
    const { connect } = await start();
    const client = await connect();
    client.send(apiKeys.SaslHandshake, 1, 1, (writer) => writer.string('PLAIN'));
    expect((await client.response())?.body.int16()).toBe(errorCodes.ILLEGAL_SASL_STATE);
    client.send(apiKeys.SaslAuthenticate, 0, 2, (writer) => writer.bytes(Buffer.alloc(0)));
    expect((await client.response())?.body.int16()).toBe(errorCodes.ILLEGAL_SASL_STATE);
  });
});

describe('with TLS', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kfw-broker-tls-'));
  const file = (name: string): string => path.join(folder, name);
  beforeAll(() => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file('key.pem')];
    execFileSync('openssl', ['req', '-x509', '-days', '1', ...key, ...subject, '-out', file('cert.pem')], {
      stdio: 'ignore',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('everything is encrypted', async () => {
    const [key, cert] = [readFileSync(file('key.pem')), readFileSync(file('cert.pem'))];
    const { broker, connect, emitted } = await start({ tls: { key, cert } });
    expect(await topicsSeen({ brokers: [broker.address], ssl: { ca: [cert] } })).toEqual(['seen']);
    const plain = await connect();
    plain.send(apiKeys.ApiVersions, 0, 1);
    await plain.closed;
    await emitted((event) => event.type === 'connection-closed' && /TLS handshake failed/.test(event.reason));
  });
});

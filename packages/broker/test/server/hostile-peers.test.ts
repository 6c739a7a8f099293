/** What peers may do to the broker and how it ends for them, without any effect on others. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apiKeys, type BrokerEvent } from '../../src/index.js';
import type { RawClient } from '../raw-client.js';
import { useBroker } from '../use-broker.js';

const start = useBroker();

async function isServed(client: RawClient): Promise<boolean> {
  client.send(apiKeys.ApiVersions, 0, 99);
  return (await client.response())?.correlationId === 99;
}

const reasons = (events: readonly BrokerEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'connection-closed' ? [event.reason] : []));

describe('a peer is disconnected, and reported, when it', () => {
  it.each([
    ['asks for an API that there is not', 999, 0, 'there is no API with key 999'],
    ['asks for a version that is not served', apiKeys.Metadata, 99, 'Metadata is not served in version 99'],
    ['asks for a version below the first', apiKeys.ListOffsets, 0, 'ListOffsets is not served in version 0'],
    ['ends a request too early', apiKeys.Metadata, 4, '4 bytes are missing at 13'],
  ])('%s', async (_what, key, version, reason) => {
    const { connect, events } = await start();
    const other = await connect();
    const client = await connect();
    client.send(key, version, 1);
    await client.closed;
    expect(reasons(events)).toEqual([reason]);
    expect(await isServed(other)).toBe(true);
  });

  it('announces a frame that is too long', async () => {
    const { connect, events } = await start({ limits: { maxFrameBytes: 1_000 } });
    const client = await connect();
    client.socket.write(Buffer.from([0, 0, 3, 0xe9]));
    await client.closed;
    expect(reasons(events)).toEqual(['a frame of 1001 bytes, of at most 1000']);
  });

  it('sends garbage', async () => {
    const { connect, broker } = await start();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (garbage) => {
        const client = await connect();
        const length = Buffer.alloc(4);
        length.writeInt32BE(garbage.length);
        client.socket.end(Buffer.concat([length, garbage]));
        await client.closed;
      }),
      { numRuns: 50 },
    );
    expect(await isServed(await connect())).toBe(true);
    expect(broker.connections).toBe(1);
  });

  it('sends garbage in served requests', async () => {
    const { connect } = await start();
    const keys = Object.values(apiKeys);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...keys),
        fc.integer({ min: 0, max: 11 }),
        fc.uint8Array({ maxLength: 100 }),
        async (key, version, garbage) => {
          const client = await connect();
          client.send(key, version, 1, (writer) => writer.raw(Buffer.from(garbage)));
          client.socket.end();
          await client.closed;
        },
      ),
      { numRuns: 200 },
    );
    expect(await isServed(await connect())).toBe(true);
  });

  it('begins a request without ending it', async () => {
    const { broker, connect, events } = await start({ limits: { frameTimeoutMs: 5_000 } });
    const client = await connect();
    const quiet = await connect();
    expect(await isServed(quiet)).toBe(true);
    client.send(apiKeys.ApiVersions, 0, 1);
    client.socket.write(Buffer.from([0, 0, 0]));
    await client.response();
    broker.clock.advance(10_000);
    await client.closed;
    expect(reasons(events)).toEqual(['it did not finish a request in time']);
    expect(await isServed(quiet)).toBe(true);
  });

  it('is idle for too long', async () => {
    const { broker, connect, events } = await start({ limits: { idleTimeoutMs: 60_000 } });
    const client = await connect();
    expect(await isServed(client)).toBe(true);
    broker.clock.advance(50_000);
    expect(await isServed(client)).toBe(true);
    broker.clock.advance(50_000);
    expect(await isServed(client)).toBe(true);
    broker.clock.advance(61_000);
    await client.closed;
    expect(reasons(events)).toEqual(['it was idle']);
  });

  it('exceeds the number of connections', async () => {
    const { connect, emitted } = await start({ limits: { maxConnections: 2 } });
    const first = await connect();
    const second = await connect();
    expect([await isServed(first), await isServed(second)]).toEqual([true, true]);
    const third = await connect();
    await third.closed;
    await emitted((event) => event.type === 'connection-closed' && /2 connections/.test(event.reason));
    expect(await isServed(first)).toBe(true);
  });

  it('does not read its responses', async () => {
    const { broker, connect, emitted } = await start();
    const apis = Array.from({ length: 500_000 }, () => ({ key: 1, minVersion: 0, maxVersion: 1 }));
    const remove = broker.intercept(apiKeys.ApiVersions, () => ({ errorCode: 0, apis }));
    const client = await connect();
    client.socket.pause();
    for (let asked = 0; asked < 5; asked++) client.send(apiKeys.ApiVersions, 0, asked);
    const stuck = emitted((event) => event.type === 'connection-closed' && /read its responses/.test(event.reason));
    const pushing = setInterval(() => broker.clock.advance(61_000), 20);
    await stuck.finally(() => clearInterval(pushing));
    remove();
    expect(await isServed(await connect())).toBe(true);
  });
});

describe('a peer is served when it', () => {
  it('waits for a response for longer than it may be idle', async () => {
    const { broker, connect } = await start({ limits: { idleTimeoutMs: 60_000 } });
    let response: () => void = () => undefined;
    broker.intercept(apiKeys.ApiVersions, async ({ next }) => {
      await new Promise<void>((resolve) => {
        response = resolve;
        broker.clock.advance(120_000);
      });
      return next();
    });
    const client = await connect();
    client.send(apiKeys.ApiVersions, 0, 1);
    client.send(apiKeys.Heartbeat, 0, 2, (writer) => writer.string('g').int32(0).string('m'));
    const responded = client.response();
    const other = await connect();
    other.send(apiKeys.Metadata, 1, 1, (writer) => writer.int32(0));
    await other.response();
    response();
    expect((await responded)?.correlationId).toBe(1);
  });

  it.each([
    ['requests', { maxInFlightRequests: 3 }, 3],
    ['bytes', { maxFrameBytes: 2_000 }, 2],
  ])('sends more %s than may be in flight: they wait', async (_what, limits, most) => {
    const { broker, connect } = await start({ limits });
    const begun: (() => void)[] = [];
    const remove = broker.intercept(apiKeys.Metadata, async ({ next }) => {
      await new Promise<void>((resolve) => begun.push(resolve));
      return next();
    });
    const client = await connect();
    const topics = Array.from({ length: 100 }, (_, at) => `a-topic-${at}`);
    const ask = (asked: number): void =>
      client.send(apiKeys.Metadata, 4, asked, (writer) =>
        writer.array(topics, (topic) => writer.string(topic)).boolean(false),
      );
    for (let asked = 0; asked < 20; asked++) ask(asked);
    const other = await connect();
    for (let asked = 0; asked < 5; asked++) expect(await isServed(other)).toBe(true);
    expect(begun).toHaveLength(most);
    remove();
    for (const go of begun) go();
    for (let asked = 0; asked < 20; asked++) expect((await client.response())?.correlationId).toBe(asked);
  });

  it('requests ApiVersions in a version that is not served', async () => {
    const { connect } = await start();
    const client = await connect();
    client.send(apiKeys.ApiVersions, 4, 1, (writer) => writer.raw(Buffer.from([0, 2, 0x78, 2, 0x79, 0])));
    const body = (await client.response())?.body;
    expect(body?.int16()).toBe(35);
    expect(body?.array((reader) => [reader.int16(), reader.int16(), reader.int16()])).toEqual([[18, 0, 2]]);
    expect(body?.remaining).toBe(0);
    expect(await isServed(client)).toBe(true);
  });

  it('is half open: its end of the connection is closed', async () => {
    const { broker, connect } = await start();
    const client = await connect();
    expect(await isServed(client)).toBe(true);
    client.socket.end();
    await client.closed;
    const other = await connect();
    expect(await isServed(other)).toBe(true);
    expect(broker.connections).toBe(1);
  });
});

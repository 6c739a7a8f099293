/** Faults that a test may inject into requests and into the broker as a whole. */
import { describe, expect, it } from '@jest/globals';
import { apiKeys, errorCodes } from '../../src/index.js';
import type { RawClient } from '../raw-client.js';
import { useBroker } from '../use-broker.js';

const start = useBroker();

const askMetadata = (client: RawClient, correlationId: number): void =>
  client.send(apiKeys.Metadata, 4, correlationId, (writer) =>
    writer.array(['t'], (name) => writer.string(name)).boolean(false),
  );

/** Long enough for anything in flight to arrive: some round trips on a broker that responds. */
async function roundTrips(): Promise<void> {
  const { connect } = await start();
  const client = await connect();
  for (let asked = 0; asked < 5; asked++) {
    client.send(apiKeys.ApiVersions, 0, asked);
    await client.response();
  }
}

/** The error code of the one requested topic. */
async function topicError(client: RawClient): Promise<number | undefined> {
  const body = (await client.response())?.body;
  body?.int32();
  body?.array((reader) => [reader.int32(), reader.string(), reader.int32(), reader.nullableString()]);
  body?.nullableString();
  body?.int32();
  body?.int32();
  return body?.int16();
}

describe('an interceptor', () => {
  it('sees each request, and lets it pass', async () => {
    const { broker, connect } = await start();
    const seen: unknown[] = [];
    broker.intercept(apiKeys.Metadata, ({ apiName, version, clientId, clientHost, request, next }) => {
      seen.push({ apiName, version, clientId, clientHost, request });
      return next();
    });
    const client = await connect();
    askMetadata(client, 1);
    expect(await topicError(client)).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    expect(seen).toEqual([
      {
        apiName: 'Metadata',
        version: 4,
        clientId: 'raw',
        clientHost: '127.0.0.1',
        request: {
          topics: ['t'],
          allowAutoTopicCreation: false,
          includeClusterOperations: false,
          includeTopicOperations: false,
        },
      },
    ]);
  });

  it('fails a request with a code, until it is removed', async () => {
    const { broker, connect } = await start();
    const remove = broker.intercept(apiKeys.Metadata, ({ fail }) => fail('LEADER_NOT_AVAILABLE'));
    const client = await connect();
    askMetadata(client, 1);
    expect(await topicError(client)).toBe(errorCodes.LEADER_NOT_AVAILABLE);
    remove();
    askMetadata(client, 2);
    expect(await topicError(client)).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  });

  it('delays a response, and those after it, which keep their order', async () => {
    const { broker, connect } = await start();
    const delays: (() => void)[] = [];
    const arrived = new Promise<void>((both) => {
      broker.intercept(apiKeys.Metadata, async ({ next }) => {
        await new Promise<void>((resolve) => {
          if (delays.push(resolve) === 2) both();
        });
        return next();
      });
    });
    const client = await connect();
    askMetadata(client, 1);
    askMetadata(client, 2);
    client.send(apiKeys.ApiVersions, 0, 3);
    await arrived;
    for (const go of delays.reverse()) go();
    const order = [await client.response(), await client.response(), await client.response()];
    expect(order.map((response) => response?.correlationId)).toEqual([1, 2, 3]);
  });

  it('drops a request: the next one is answered', async () => {
    const { broker, connect } = await start();
    broker.intercept(apiKeys.Metadata, ({ drop }) => drop());
    const client = await connect();
    askMetadata(client, 1);
    client.send(apiKeys.ApiVersions, 0, 2);
    expect((await client.response())?.correlationId).toBe(2);
  });

  it('closes the connection', async () => {
    const { broker, connect } = await start();
    broker.intercept(apiKeys.Metadata, ({ close }) => close());
    const client = await connect();
    askMetadata(client, 1);
    await client.closed;
  });

  it('responds itself, and may call the interceptors before it', async () => {
    const { broker, connect } = await start();
    broker.intercept(apiKeys.ApiVersions, () => ({ errorCode: errorCodes.NONE, apis: [] }));
    broker.intercept(apiKeys.ApiVersions, async ({ next }) => ({
      ...((await next()) as object),
      errorCode: errorCodes.REQUEST_TIMED_OUT,
    }));
    const client = await connect();
    client.send(apiKeys.ApiVersions, 0, 1);
    const body = (await client.response())?.body;
    expect([body?.int16(), body?.int32()]).toEqual([errorCodes.REQUEST_TIMED_OUT, 0]);
  });

  it('that throws fails the request, and the broker reports it', async () => {
    const { broker, connect, events } = await start();
    const mistake = new Error('a mistake in a test');
    broker.intercept(apiKeys.Metadata, () => {
      throw mistake;
    });
    const client = await connect();
    askMetadata(client, 1);
    expect(await topicError(client)).toBe(errorCodes.UNKNOWN_SERVER_ERROR);
    expect(events).toEqual([{ type: 'request-failed', api: 'Metadata', error: mistake }]);
  });

  it('is rejected for an unknown API', async () => {
    const { broker } = await start();
    expect(() => broker.intercept(999, ({ next }) => next())).toThrow(
      expect.objectContaining({ code: 'KFW_BROKER_API_UNKNOWN' }),
    );
  });
});

describe('a frozen broker', () => {
  it('accepts connections and answers nothing until it is thawed', async () => {
    const { broker, connect, events } = await start();
    const client = await connect();
    client.send(apiKeys.ApiVersions, 0, 1);
    await client.response();
    broker.freeze();
    const newcomer = await connect();
    const responses: string[] = [];
    const both = [client, newcomer].map(async (asking, at) => {
      asking.send(apiKeys.ApiVersions, 0, 2);
      await asking.response();
      responses.push(`response ${at}`);
    });
    await roundTrips();
    broker.clock.advance(3_600_000);
    await roundTrips();
    expect([responses, events]).toEqual([[], []]);
    broker.thaw();
    await Promise.all(both);
    expect(responses).toHaveLength(2);
  });

  it('delays the responses to requests that it had begun', async () => {
    const { broker, connect } = await start();
    let go: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      broker.intercept(apiKeys.ApiVersions, async ({ next }) => {
        await new Promise<void>((proceed) => {
          go = proceed;
          resolve();
        });
        return next();
      });
    });
    const client = await connect();
    client.send(apiKeys.ApiVersions, 0, 1);
    await arrived;
    broker.freeze();
    go();
    const responded = client.response();
    const first = await Promise.race([responded, roundTrips()]);
    expect(first).toBeUndefined();
    broker.thaw();
    expect((await responded)?.correlationId).toBe(1);
  });
});

describe('a broker', () => {
  it('restarts at its port with its topics', async () => {
    const { broker, connect } = await start();
    const client = await connect();
    client.send(apiKeys.Metadata, 4, 1, (writer) =>
      writer.array(['kept'], (name) => writer.string(name)).boolean(true),
    );
    await client.response();
    const { port } = broker;
    await broker.restart();
    await client.closed;
    expect(broker.port).toBe(port);
    expect(broker.topics).toEqual([{ name: 'kept', partitions: 1 }]);
    const again = await connect();
    again.send(apiKeys.ApiVersions, 0, 1);
    expect((await again.response())?.correlationId).toBe(1);
  });

  it('does not restart once it is stopped, and stops twice', async () => {
    const { broker } = await start();
    await broker.stop();
    await broker.stop();
    expect(() => broker.restart()).toThrow(expect.objectContaining({ code: 'KFW_BROKER_STOPPED' }));
  });

  it('closes waiting connections when it stops', async () => {
    const { broker, connect } = await start();
    const aborted = new Promise<void>((resolve) => {
      broker.intercept(apiKeys.ApiVersions, async ({ signal }) => {
        await new Promise<void>((over) => signal.addEventListener('abort', () => over()));
        resolve();
      });
    });
    const client = await connect();
    client.send(apiKeys.ApiVersions, 0, 1);
    client.send(apiKeys.Metadata, 1, 2, (writer) => writer.int32(0));
    const other = await connect();
    other.send(apiKeys.Metadata, 1, 1, (writer) => writer.int32(0));
    await other.response();
    await broker.stop();
    await client.closed;
    await aborted;
  });

  it('names the port that is taken', async () => {
    const { broker } = await start();
    await expect(start({ port: broker.port })).rejects.toMatchObject({ code: 'KFW_BROKER_PORT_TAKEN' });
  });

  it('reports all mistakes in its options at once', async () => {
    const starting = start({
      port: 70_000,
      defaultPartitions: 0,
      limits: { maxConnections: 0 },
      sasl: { users: {} },
    });
    await expect(starting).rejects.toMatchObject({
      code: 'KFW_BROKER_OPTIONS_INVALID',
      message: expect.stringMatching(/port .*defaultPartitions .*limits\.maxConnections .*sasl\.users /),
    });
  });

  it('rejects unknown options and numbers that are out of range', async () => {
    const given = { groupMaxSiz: 1, limits: { maxConections: 5 }, maxGroups: -4, offsetsRetentionMs: 0.5 };
    const starting = start({ ...given, autoCreateTopics: 'no' } as never);
    const mistakes = [
      'groupMaxSiz is not an option',
      'limits.maxConections is not an option',
      'autoCreateTopics is no, and must be true or false',
      'maxGroups is -4, and must be a whole number from 1',
      'offsetsRetentionMs is 0.5, and must be a whole number from 0',
    ];
    const message = await starting.then(
      () => '',
      (thrown: Error) => thrown.message,
    );
    for (const mistake of mistakes) expect(message).toContain(mistake);
  });
});

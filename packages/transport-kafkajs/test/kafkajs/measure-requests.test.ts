/** Requests are measured by broker and API; one without a response is counted by its reason. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Monitor, toError } from '@kfw/core';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { createKafkajsTransport, type KafkajsTransportOptions } from '../../src/index.js';
import type { Connection, PushedRequest } from '../../src/kafkajs/internals.js';
import { measureConnection } from '../../src/kafkajs/measure-requests.js';
import { closedHere, noResponse } from '../../src/kafkajs/raw-request.js';
import { startFakeBroker } from '../support/fake-broker.js';

/** The values by broker and API, and by error; of a histogram the number of observations. */
function collected({ measurements }: Monitor, name: string): Record<string, number> {
  const series = measurements.collect().find((each) => each.name === name)?.series ?? [];
  return Object.fromEntries(
    series.map(({ labels, value, distribution }) => [Object.values(labels).join(' '), distribution?.count ?? value]),
  );
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const servers: { server: Server; sockets: Set<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function monitorAfterConnecting(broker: string, options: Partial<KafkajsTransportOptions> = {}) {
  const monitor = new Monitor();
  const transport = createKafkajsTransport({
    clientId: 'shop',
    brokers: [broker],
    brokersSetting: 'a test',
    connectionTimeoutMs: 200,
    requestTimeoutMs: 200,
    monitor,
    ...options,
  });
  await transport.connect().catch(toError);
  return monitor;
}

describe('requests', () => {
  it('that are answered are observed', async () => {
    await using broker = await startFakeBroker('PLAIN', 'refused');
    const sasl = { mechanism: 'plain', username: 'shop', password: 'p' } as const;
    const monitor = await monitorAfterConnecting(broker.address, { sasl });
    const apis = ['ApiVersions', 'SaslHandshake', 'SaslAuthenticate'];
    const each = (count: number, error = '') =>
      Object.fromEntries(apis.map((api) => [`${broker.address} ${api}${error}`, count]));
    expect(collected(monitor, 'kfw_request_seconds')).toEqual(each(1));
    expect(collected(monitor, 'kfw_request_errors_total')).toEqual(each(0, ' other'));
  });

  it('to a broker that cannot be connected to are counted', async () => {
    const monitor = await monitorAfterConnecting('127.0.0.1:1');
    expect(collected(monitor, 'kfw_request_errors_total')).toMatchObject({ '127.0.0.1:1 ApiVersions ECONNREFUSED': 1 });
    expect(collected(monitor, 'kfw_request_seconds')).toEqual({ '127.0.0.1:1 ApiVersions': 0 });
  });

  it('to a broker that closes the connection are counted', async () => {
    const broker = await listen((socket) => void socket.once('data', () => socket.end()));
    const errors = collected(await monitorAfterConnecting(broker), 'kfw_request_errors_total');
    expect(errors[`${broker} ApiVersions closed`]).toBeGreaterThan(0);
  });

  it('to a broker that does not answer are counted', async () => {
    const broker = await listen(() => {});
    const errors = collected(await monitorAfterConnecting(broker), 'kfw_request_errors_total');
    expect(errors[`${broker} ApiVersions timeout`]).toBeGreaterThan(0);
    expect(Object.keys(errors)).toHaveLength(2);
  });
});

describe('a connection', () => {
  function measured(connect: () => Promise<unknown> = async () => true) {
    const monitor = new Monitor();
    const requestQueue = new RequestQueue({ requestTimeout: 1_000, logger: { debug: () => {}, warn: () => {} } });
    const connection = { host: '--1.ipv6', port: 9092, connectionTimeout: 50, requestQueue, connect };
    measureConnection(connection as unknown as Connection, monitor.measurements);
    const outcomes: unknown[] = [];
    const responses: unknown[] = [];
    const request = (correlationId: number, expectResponse = true): PushedRequest => {
      const pushed: PushedRequest = {
        entry: {
          apiKey: 0,
          apiName: 'Produce',
          apiVersion: 3,
          correlationId,
          resolve: (response) => {
            responses.push(response);
            outcomes.push(response.payload);
          },
          reject: (error) => void outcomes.push(error),
        },
        expectResponse,
        requestTimeout: 1_000,
        sendRequest: () => {},
      };
      requestQueue.push(pushed);
      return pushed;
    };
    const respond = (correlationId: number, payload = Buffer.alloc(1)) =>
      requestQueue.fulfillRequest({ correlationId, size: payload.length, payload });
    return { monitor, connection, requestQueue, request, respond, outcomes, responses };
  }

  it('passes responses and failures on, and names its broker as it was configured', () => {
    const { monitor, requestQueue, request, respond, outcomes } = measured();
    const payload = Buffer.alloc(1);
    const failure = Object.assign(new Error('x'), { code: 'ECONNRESET' });
    request(1);
    request(2);
    respond(1, payload);
    requestQueue.rejectAll(failure);
    expect(outcomes).toEqual([payload, failure]);
    expect(collected(monitor, 'kfw_request_seconds')).toEqual({ '[::1]:9092 Produce': 1 });
    expect(collected(monitor, 'kfw_request_errors_total')).toEqual({
      '[::1]:9092 Produce other': 0,
      '[::1]:9092 Produce ECONNRESET': 1,
    });
  });

  it('counts requests that were given up, and not those of a connection that this process closed', () => {
    const { monitor, requestQueue, request, respond } = measured();
    request(1);
    requestQueue.rejectAll(Object.assign(new Error('x'), { code: noResponse }));
    request(2);
    requestQueue.rejectAll(Object.assign(new Error('x'), { code: closedHere }));
    request(3);
    requestQueue.inflight.get(3)?.timeoutRequest();
    respond(3);
    expect(collected(monitor, 'kfw_request_errors_total')).toEqual({
      '[::1]:9092 Produce other': 0,
      '[::1]:9092 Produce timeout': 2,
    });
  });

  it('does not observe requests without a response', () => {
    const { monitor, request, outcomes } = measured();
    request(1, false);
    expect(outcomes).toEqual([null]);
    expect(collected(monitor, 'kfw_request_seconds')).toEqual({ '[::1]:9092 Produce': 0 });
  });

  it('does not keep a request alive with its response', async () => {
    const { request, respond, responses } = measured();
    const pushed = new WeakRef(request(1));
    respond(1);
    // A WeakRef holds its target until the turn in which it was made has ended.
    await new Promise((resolve) => void setImmediate(resolve));
    collectGarbage();
    expect(responses).toHaveLength(1);
    expect(pushed.deref()).toBeUndefined();
  });

  it('that was closed here while it connected is not counted, unless its time was over', async () => {
    const closed = () => Promise.reject(Object.assign(new Error('x'), { code: closedHere }));
    const early = measured(closed);
    await expect(early.connection.connect()).rejects.toThrow('x');
    expect(collected(early.monitor, 'kfw_request_errors_total')).toEqual({});
    const late = measured(() => new Promise((resolve) => void setTimeout(resolve, 60)).then(closed));
    await expect(late.connection.connect()).rejects.toThrow('x');
    expect(collected(late.monitor, 'kfw_request_errors_total')).toMatchObject({ '[::1]:9092 ApiVersions timeout': 1 });
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EndpointResponse, Monitor, type ServerStatus } from '@kfw/core';
import { AppEndpoints } from '../../src/health/app-endpoints.js';
import { type HealthServer, serveHealth } from '../../src/health/serve-health.js';

const asked = {
  liveness: { alive: true, stalled: [], notPolling: [] },
  readiness: { ready: false, state: 'connecting', joining: ['shop_example'] } as const,
  startup: { started: false, state: 'connecting', joining: [] } as const,
  status: { state: 'connecting', groups: [] } as unknown as ServerStatus,
};

describe('health over HTTP', () => {
  let monitor: Monitor;
  let health: HealthServer;
  let endpoints: AppEndpoints;

  beforeEach(async () => {
    monitor = new Monitor();
    endpoints = new AppEndpoints();
    health = await serveHealth({ server: asked, endpoints }, { host: '127.0.0.1', port: 0 }, monitor);
  });
  afterEach(() => health.close());

  const get = (path: string, options?: RequestInit) => fetch(`http://${health.address}${path}`, options);

  /** What comes back for these bytes, until the connection is closed. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(Number(health.address.split(':')[1]), '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  }

  it('responds with JSON that must not be cached', async () => {
    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ status: 'not ready', state: 'connecting', joining: ['shop_example'] });
  });

  it('publishes where it listens, and all paths, those of listeners as well', async () => {
    const listening: unknown[] = [];
    monitor.subscribe('health.listening', (event) => void listening.push(event));
    const served = new AppEndpoints();
    served.add('/metrics', () => ({ body: '' }));
    const other = await serveHealth({ server: asked, endpoints: served }, { host: '127.0.0.1', port: 0 }, monitor);
    await other.close();
    const paths = ['/livez', '/readyz', '/startupz', '/status', '/metrics'];
    expect(listening).toEqual([{ address: other.address, paths }]);
  });

  it.each(['metrics', '/a?b', '/a#b', '/a b', ''])('refuses %j, which is not a path', (given) => {
    const add = () => endpoints.add(given, () => ({ body: '' }));
    expect(add).toThrow(expect.objectContaining({ code: 'KFW_ENDPOINT_INVALID' }));
  });

  it('responds to HEAD without a body', async () => {
    const response = await get('/livez', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('names the allowed methods', async () => {
    const response = await get('/livez', { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('password'))],
    ['has an invalid content type', () => ({ contentType: 'text/plain\n', body: '' })],
    ['has an invalid status', () => ({ status: 9_999, body: '' })],
    ['has no body', () => ({}) as EndpointResponse],
  ])('continues when an endpoint %s, and reports it', async (_what, respond) => {
    endpoints.add('/odd', respond);
    const reported: string[] = [];
    monitor.subscribe('listener.failed', ({ listened }) => void reported.push(listened));
    const response = await get('/odd?password');
    expect([response.status, await response.json(), reported]).toEqual([500, { error: '/odd failed.' }, ['/odd']]);
    expect((await get('/livez')).status).toBe(200);
  });

  it('rejects a body, and does not read it', async () => {
    const sized = await raw('GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\nx');
    expect(sized).toMatch(/^HTTP\/1\.1 413 /);
    const chunked = await raw('GET /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n');
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('does not read an endless head', async () => {
    expect(await raw(`GET /livez HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('reports an address that it cannot listen on, with the reason', async () => {
    const port = Number(health.address.split(':')[1]);
    const failed = serveHealth({ server: asked, endpoints: new AppEndpoints() }, { host: '127.0.0.1', port }, monitor);
    await expect(failed).rejects.toMatchObject({ code: 'KFW_HEALTH_UNUSABLE' });
    await expect(failed).rejects.toThrow(
      `health cannot be served at 127.0.0.1:${port}: the port is taken. Name another`,
    );
  });

  it('responds whatever the number of idle connections', async () => {
    const port = Number(health.address.split(':')[1]);
    const idle = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    expect((await get('/livez')).status).toBe(200);
    const open = () => idle.filter(({ destroyed, readableEnded }) => !destroyed && !readableEnded);
    const gone = idle
      .filter((_, at) => at < 200 - 64)
      .map((socket) => socket.destroyed || once(socket.resume(), 'close'));
    await Promise.all(gone);
    expect(open().length).toBeLessThanOrEqual(64);
    for (const socket of idle) socket.destroy();
  });

  it('also closes open connections', async () => {
    const socket = connect(Number(health.address.split(':')[1]), '127.0.0.1');
    await once(socket, 'connect');
    socket.resume();
    const ended = once(socket, 'close');
    await health.close();
    await ended;
    await expect(get('/livez')).rejects.toThrow();
  });
});

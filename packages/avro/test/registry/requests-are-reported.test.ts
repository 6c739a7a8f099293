/** Each request to the registry is reported, with the kind of its failure: retries and other addresses are requests as well. */
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RegistryClient } from '../../src/registry/registry-client.js';
import { registryAddress } from '../../src/registry/registry-options.js';
import type { RegistryRequestResult } from '../../src/registry/requests/request-result.js';
import { http, RawServer } from '../support/raw-server.js';

let server: RawServer;

beforeEach(async () => {
  server = await RawServer.start();
});

afterEach(() => server.stop());

/** Long enough for a machine under load, and for every retry. */
const ampleMs = 4_000;

async function resultsOf(
  timeoutMs = ampleMs,
  url = `http://${server.address}`,
): Promise<readonly RegistryRequestResult[]> {
  const results: RegistryRequestResult[] = [];
  const onRequest = (result: RegistryRequestResult) => void results.push(result);
  const client = new RegistryClient(registryAddress({ url, timeoutMs, onRequest }, 'a test'));
  await client.fetch(7).catch(() => {});
  return results;
}

const schema = JSON.stringify({ schema: '"int"' });
const notFound = JSON.stringify({ error_code: 40403, message: 'no such schema' });
const responses: [string, (socket: Socket) => unknown, (string | undefined)[], number][] = [
  ['a schema', (socket) => socket.end(http(200, schema)), [undefined], ampleMs],
  ['that there is no schema', (socket) => socket.end(http(404, notFound)), [undefined], ampleMs],
  ['nothing', () => undefined, ['noResponse'], 100],
  ['an overload', (socket) => socket.end(http(503, 'later')), ['unavailable', 'unavailable', 'unavailable'], ampleMs],
  ['a refusal', (socket) => socket.end(http(401, '')), ['unauthorized'], ampleMs],
  ['a page', (socket) => socket.end(http(200, '<html>')), ['invalidResponse'], ampleMs],
];

describe('requests to the registry', () => {
  it.each(responses)('that is answered with %s', async (_what, response, errors, timeoutMs) => {
    server.response = response;
    const startedAt = performance.now();
    const results = await resultsOf(timeoutMs);
    const tookMs = performance.now() - startedAt;
    expect(results.map(({ error }) => error)).toEqual(errors);
    expect(results.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeLessThanOrEqual(tookMs);
    for (const { durationMs } of results) expect(durationMs).toBeGreaterThan(0);
  });

  it('to an address without a server are reported before the next is tried', async () => {
    server.json({ schema: '"int"' });
    const results = await resultsOf(ampleMs, `http://127.0.0.1:1,http://${server.address}`);
    expect(results.map(({ error }) => error)).toEqual(['noResponse', undefined]);
  });
});

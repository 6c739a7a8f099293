import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { startApi } from './support/api.js';

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** `fetch` sets the host itself. */
function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Sent): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const body = JSON.stringify({ schema: '"string"' });

describe('a page in a browser', () => {
  it.each([
    ['text/plain'],
    ['text/plain;charset=UTF-8'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=application/json'],
    ['text/json'],
    [''],
    [undefined],
  ])('cannot change anything with a body of type %s', async (type) => {
    const { registry, call } = await startApi();
    const headers = { 'content-length': String(body.length), ...(type !== undefined && { 'content-type': type }) };
    expect(await ask(registry.port, '/subjects/a/versions', { method: 'POST', headers, body })).toBe(415);
    expect(await ask(registry.port, '/subjects/a', { method: 'POST', headers, body })).toBe(415);
    expect(await ask(registry.port, '/config', { method: 'PUT', headers, body })).toBe(415);
    expect(
      await ask(registry.port, '/subjects/a/versions', { method: 'POST', headers: { 'content-type': 'text/plain' } }),
    ).toBe(415);
    expect((await call('GET', '/subjects')).body).toEqual([]);
  });

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.schemaregistry.v1+json'])(
    'is not a client, which sends %s',
    async (type) => {
      const { registry } = await startApi();
      const headers = { 'content-type': type };
      expect(await ask(registry.port, '/subjects/a/versions', { method: 'POST', headers, body })).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:8081',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '169.254.169.254',
    '[fe80::1]',
    '[::1].evil.example',
    'a@localhost',
    'xn--localhost',
    '0',
    '2130706433',
  ])('cannot use the host name %s, wherever it points', async (host) => {
    const { registry } = await startApi();
    expect(await ask(registry.port, '/subjects', { headers: { host } })).toBe(421);
  });

  it.each(['localhost', 'LOCALHOST:80', 'localhost.', '127.0.0.1', '127.0.0.1:9', '127.1.2.3', '[::1]', '[::1]:8081'])(
    'may use %s when it is on this machine',
    async (host) => {
      const { registry } = await startApi();
      expect(await ask(registry.port, '/subjects', { headers: { host } })).toBe(200);
    },
  );

  it('may use the configured names, and every address if it listens on all', async () => {
    const named = await startApi({ hosts: ['Registry.test'] });
    expect(await ask(named.registry.port, '/subjects', { headers: { host: 'registry.test:8081' } })).toBe(200);
    expect(await ask(named.registry.port, '/subjects', { headers: { host: '10.0.0.1' } })).toBe(421);
    const open = await startApi({ host: '0.0.0.0' });
    expect(await ask(open.registry.port, '/subjects', { headers: { host: '10.0.0.1' } })).toBe(200);
    expect(await ask(open.registry.port, '/subjects', { headers: { host: 'evil.example' } })).toBe(421);
  });
});

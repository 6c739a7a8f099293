import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RegistryClient } from '../../src/registry/registry-client.js';
import { type RegistryOptions, registryAddress } from '../../src/registry/registry-options.js';
import { maxResponseBytes } from '../../src/registry/requests/registry-requests.js';
import { http, RawServer } from '../support/raw-server.js';

const definition = { type: 'record', name: 'Ev', fields: [{ name: 'id', type: 'int' }] };
const schema = JSON.stringify(definition);
const version = { subject: 'ev-value', name: 'Ev', definition };
const setting = 'registry.url in config/kafka.yml';

let server: RawServer;

beforeEach(async () => {
  server = await RawServer.start();
});

afterEach(() => server.stop());

function clientOf(options: Partial<RegistryOptions> = {}): RegistryClient {
  return new RegistryClient(registryAddress({ url: `http://${server.address}`, timeoutMs: 300, ...options }, setting));
}

const page = '<!doctype html><html>maintenance</html>';
const json = (text: unknown) => (socket: Socket) => socket.end(http(200, JSON.stringify(text)));

type Case = readonly [what: string, respond: (socket: Socket) => unknown, text: string | RegExp];

const unusableResponses: Case[] = [
  ['nothing', () => undefined, 'no response within 300 ms'],
  ['a closed connection', (socket) => socket.end(), 'the connection was closed without a response'],
  ['half of a response', (socket) => socket.end(http(200, schema).slice(0, -5)), 'incomplete response'],
  ['half of a response, and silence', (socket) => socket.write(http(200, schema).slice(0, -5)), 'part of a response'],
  ['something that is not HTTP', (socket) => socket.end('SSH-2.0-x\r\n'), 'a response that is not HTTP'],
  ['a page', (socket) => socket.end(http(200, page)), 'an HTML page with status 200'],
  ['nothing in a body', (socket) => socket.end(http(200, '')), 'an empty response with status 200'],
  ['a status without a body', (socket) => socket.end('HTTP/1.1 204 No\r\n\r\n'), 'an empty response with status 204'],
  ['XML', (socket) => socket.end(http(200, '<a/>')), 'an XML document with status 200'],
  ['plain text', (socket) => socket.end(http(200, 'ok')), 'text that is not JSON with status 200'],
  ['cut JSON', (socket) => socket.end(http(200, '{"id":')), 'JSON that is cut off or malformed with status 200'],
  ['null', json(null), 'a JSON null with status 200'],
  ['a list', json([]), 'a JSON list with status 200'],
  ['an empty object', json({}), "JSON that is not the API's with status 200"],
  ['an error with status 200', json({ error_code: 40403, message: 'no' }), "JSON that is not the API's"],
  [
    'a page with status 404',
    (socket) => socket.end(http(404, page)),
    'an HTML page with status 404; is the path right',
  ],
  ['JSON of another server with 404', (socket) => socket.end(http(404, '{"error_code":404,"message":"x"}')), '404'],
  ['gzip', (socket) => socket.end(http(200, schema, 'content-encoding: gzip\r\n')), 'a compressed response'],
  [
    'a redirect',
    (socket) => socket.end(http(302, '', 'location: http://elsewhere.example/in?token=hunter2\r\n')),
    'a redirect to elsewhere.example with status 302, which is not followed',
  ],
  ['another status', (socket) => socket.end(http(206, schema)), 'with status 206'],
  [
    'what is announced as too long',
    (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 600000000\r\n\r\n{'),
    `more than ${maxResponseBytes} bytes`,
  ],
];

describe.each(unusableResponses)('a registry that responds with %s', (_what, response, text) => {
  beforeEach(() => {
    server.response = response;
  });

  const unavailable = { code: 'KFW_REGISTRY_UNREACHABLE', message: expect.stringMatching(textOf(text)) };

  it('fails for a schema, and is asked again', async () => {
    const client = clientOf();
    await expect(client.fetch(7)).rejects.toMatchObject(unavailable);
    await expect(client.fetch(7)).rejects.toMatchObject({ message: expect.stringContaining('schema id 7: ') });
    server.json({ schema });
    expect(await client.fetch(7)).toMatchObject({ state: 'found' });
  });

  it('gives no id', async () => {
    const client = clientOf();
    await expect(client.register(version)).rejects.toMatchObject(unavailable);
    await expect(client.lookUp(version)).rejects.toMatchObject(unavailable);
    await expect(client.latest(version)).rejects.toMatchObject(unavailable);
    server.json({ id: 3 });
    expect([await client.register(version), await client.lookUp(version)]).toEqual([3, 3]);
  });
});

function textOf(text: string | RegExp): RegExp {
  return typeof text === 'string' ? new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text;
}

it('an endless response is aborted when it is too long', async () => {
  const chunk = Buffer.alloc(1024 * 1024, ' ');
  server.response = (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.on('drain', more);
    more();
  };
  await expect(clientOf({ timeoutMs: 60_000 }).fetch(7)).rejects.toMatchObject({
    code: 'KFW_REGISTRY_UNREACHABLE',
    message: expect.stringContaining(`more than ${maxResponseBytes} bytes`),
  });
}, 60_000);

describe('an id', () => {
  it.each([['x'], ['1'], [0], [-1], [1.5], [2 ** 31], [null], [[1]], [{}], [true]])(
    '%j is invalid, and nothing is written with it',
    async (id) => {
      server.json({ id });
      await expect(clientOf().register(version)).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
      await expect(clientOf().lookUp(version)).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
    },
  );
});

describe('a schema', () => {
  it.each([
    [{ schema: 7 }],
    [{ schema: null }],
    [{ schema: definition }],
    [{ schema, schemaType: 'XML' }],
    [{ schema, schemaType: 5 }],
    [{ schema, references: {} }],
    [{ schema, references: [null] }],
    [{ schema, references: [{ name: 'a', subject: 'b' }] }],
    [{ schema, references: [{ name: 'a', subject: 'b', version: '1' }] }],
    [{ schema, references: [{ name: 'a', subject: '', version: 1 }] }],
  ])('%j is not a response of the API', async (response) => {
    server.json(response);
    await expect(clientOf().fetch(7)).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
  });

  it.each([
    [{ schema }],
    [{ schema, schemaType: 'AVRO', references: [] }],
    [{ schema, schemaType: null, references: null, id: 7, ruleSet: {} }],
  ])('%j is one', async (response) => {
    server.json(response);
    expect(await clientOf().fetch(7)).toMatchObject({ state: 'found' });
  });

  it.each([
    [{ schema: '{' }, /JSON/],
    [{ schema: '"text"' }, /text/],
    [{ schema: 'syntax = "proto3"; message A {}', schemaType: 'PROTOBUF' }, /type PROTOBUF/],
    [{ schema: '{"type":"object"}', schemaType: 'JSON' }, /type JSON/],
  ])('%j came, and nothing can be read with it; that is not cached', async (response, reason) => {
    const client = clientOf();
    server.json(response);
    expect(await client.fetch(7)).toEqual({ state: 'unusable', reason: expect.stringMatching(reason) });
    server.json({ schema });
    expect(await client.fetch(7)).toMatchObject({ state: 'found' });
  });

  it('is unknown only when the registry says so', async () => {
    for (const errorCode of [40401, 40402, 40403]) {
      server.json({ error_code: errorCode, message: 'Schema 7 not found' }, 404);
      expect(await clientOf().fetch(7)).toEqual({ state: 'unknown' });
    }
    server.json({ message: 'Not Found' }, 404);
    await expect(clientOf().fetch(7)).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
  });

  it('may have circular references, but not endless ones', async () => {
    const other = '{"type":"fixed","name":"Other","size":1}';
    const referring = (next: number) => [{ name: 'Other', subject: 'other', version: next }];
    let steps = 0;
    const response = (text: string, next: number) =>
      http(200, JSON.stringify({ schema: text, references: referring(next) }));
    server.response = (socket, request) => socket.end(response(request.includes('/ids/') ? schema : other, 1));
    expect(await clientOf().fetch(7)).toMatchObject({ state: 'found' });
    server.response = (socket, request) => socket.end(response(request.includes('/ids/') ? schema : other, ++steps));
    expect(await clientOf({ timeoutMs: 5_000 }).fetch(7)).toMatchObject({
      state: 'unusable',
      reason: expect.stringContaining('more than 1000 other schemas'),
    });
  }, 60_000);

  it('with a missing reference is unusable, and its id is known', async () => {
    server.response = (socket, request) =>
      socket.end(
        request.includes('/ids/')
          ? http(200, JSON.stringify({ schema, references: [{ name: 'a', subject: 'b', version: 1 }] }))
          : http(404, JSON.stringify({ error_code: 40401, message: "Subject 'b' not found." })),
      );
    expect(await clientOf().fetch(7)).toMatchObject({ state: 'unusable', reason: expect.stringContaining("'b'") });
  });
});

describe('a busy registry', () => {
  it.each([429, 500, 502, 503, 504])('with status %d is retried, for reading and for writing', async (status) => {
    const busyTwice = (well: unknown) => (socket: Socket) =>
      socket.end(server.requests.length % 3 === 0 ? http(200, JSON.stringify(well)) : http(status, ''));
    server.response = busyTwice({ schema });
    expect(await clientOf({ timeoutMs: 5_000 }).fetch(7)).toMatchObject({ state: 'found' });
    server.response = busyTwice({ id: 9 });
    expect(await clientOf({ timeoutMs: 5_000 }).register(version)).toBe(9);
    expect(server.requests).toHaveLength(6);
  });

  it('is tried three times, and a Retry-After of a day is ignored', async () => {
    server.response = (socket) =>
      socket.end(http(429, '{"error_code":429,"message":"slow down"}', 'retry-after: 86400\r\n'));
    await expect(clientOf({ timeoutMs: 300 }).fetch(7)).rejects.toMatchObject({
      code: 'KFW_REGISTRY_UNREACHABLE',
      message: expect.stringContaining('status 429: slow down'),
    });
    expect(server.requests).toHaveLength(1);
    server.response = (socket) => socket.end(http(503, ''));
    await expect(clientOf({ timeoutMs: 5_000 }).fetch(7)).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
    expect(server.requests).toHaveLength(4);
  });
});

describe('credentials', () => {
  it('are not part of messages, even when the registry repeats them', async () => {
    const url = `http://shop:hunter2%21@${server.address}/api?token=letmein`;
    server.response = (socket, request) => {
      const [, sent = ''] = /authorization: (.*)\r/i.exec(request) ?? [];
      const message = `you sent ${sent}, hunter2! and letmein\u001b[2J\nforged line`;
      socket.end(http(500, JSON.stringify({ message })));
    };
    const failed = await clientOf({ url })
      .fetch(7)
      .catch((error: unknown) => error);
    const shown = inspect(failed, { depth: 9 });
    for (const secret of ['hunter2', 'letmein', Buffer.from('shop:hunter2!').toString('base64')]) {
      expect(shown).not.toContain(secret);
    }
    expect((failed as Error).message).toContain('you sent [secret], [secret] and [secret] [2J forged line');
    expect(server.requests[0]).toMatch(/^GET \/api\/schemas\/ids\/7\?token=letmein /);
  });

  it('are not sent to the target of a redirect', async () => {
    const other = await RawServer.start();
    server.response = (socket) => socket.end(http(307, '', `location: http://${other.address}/\r\n`));
    await expect(clientOf({ token: 'hunter2' }).register(version)).rejects.toMatchObject({
      message: expect.stringContaining(`a redirect to ${other.address} with status 307`),
    });
    expect(other.requests).toEqual([]);
    await other.stop();
  });

  it.each([401, 403])('that are rejected with %d are reported, whatever the response contains', async (status) => {
    server.response = (socket) => socket.end(http(status, page));
    const client = clientOf();
    for (const ask of [() => client.fetch(7), () => client.register(version), () => client.connect()]) {
      await expect(ask()).rejects.toMatchObject({ code: 'KFW_REGISTRY_AUTHENTICATION_FAILED' });
    }
  });
});

describe('several addresses', () => {
  it('are tried one after the other, starting with the last that responded', async () => {
    const well = await RawServer.start();
    well.json({ schema });
    server.response = (socket) => socket.end(http(200, page));
    const client = clientOf({ url: `http://${server.address}, http://${well.address}/` });
    expect(await client.fetch(7)).toMatchObject({ state: 'found' });
    expect(await client.fetch(8)).toMatchObject({ state: 'found' });
    expect([server.requests.length, well.requests.length]).toEqual([1, 2]);
    await well.stop();
    server.json({ schema });
    expect(await client.fetch(9)).toMatchObject({ state: 'found' });
  });

  it('are named without their credentials', () => {
    const address = registryAddress({ url: 'http://a:p,w@one:1/x/,https://two' }, setting);
    expect(address).toMatchObject({
      url: 'http://one:1/x, https://two',
      authorization: expect.stringMatching(/^Basic /),
    });
  });

  it.each(['http://one,two:1', 'http://one,ftp://two', 'http://a:%@b', 'http://', ','])('of %s are rejected', (url) => {
    expect(() => registryAddress({ url }, setting)).toThrow(
      expect.objectContaining({ code: 'KFW_REGISTRY_URL_INVALID' }),
    );
  });
});

describe('normalize', () => {
  it('is sent with each registration and each lookup', async () => {
    server.json({ id: 1 });
    const client = clientOf({ normalize: true });
    await client.register(version);
    await client.lookUp(version);
    expect(server.requests.map((head) => head.split('\r\n')[0])).toEqual([
      'POST /subjects/ev-value/versions?normalize=true HTTP/1.1',
      'POST /subjects/ev-value?normalize=true HTTP/1.1',
    ]);
  });
});

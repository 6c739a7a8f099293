import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { startRegistry } from '../src/index.js';
import { recordOf, refused, startApi } from './support/api.js';

const head = 'POST /subjects/a/versions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('an untrusted client', () => {
  it('cannot send a body that is too large', async () => {
    const { call, registry } = await startApi({ limits: { maxBodyBytes: 1000 } });
    expect(await call('POST', '/subjects/a/versions', { schema: 'x'.repeat(2000) })).toEqual(refused(413, 413));
    const socket = connect(registry.port, registry.host);
    let response = '';
    socket.on('data', (chunk) => {
      response += chunk;
    });
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    socket.write(`7d0\r\n${' '.repeat(2000)}\r\n`);
    await once(socket, 'close');
    expect(response).toMatch(/^HTTP\/1\.1 413 /);
    expect((await call('GET', '/subjects')).status).toBe(200);
  });

  it('cannot take unlimited time to send one', async () => {
    const { registry } = await startApi({ limits: { requestTimeoutMs: 200 } });
    const socket = connect(registry.port, registry.host);
    socket.write(`${head}Content-Length: 10\r\n\r\n{`);
    let response = '';
    socket.on('data', (chunk) => {
      response += chunk;
    });
    await once(socket, 'close');
    expect(response).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('cannot open unlimited connections', async () => {
    const { registry } = await startApi({ limits: { maxConnections: 2 } });
    const sockets = [1, 2, 3].map(() => connect(registry.port, registry.host));
    const [closed] = await Promise.race(sockets.map((socket) => once(socket, 'close').then(() => [socket])));
    expect(sockets).toContain(closed);
    for (const socket of sockets) socket.destroy();
  });

  it('cannot store unlimited data', async () => {
    const { register, call } = await startApi({ limits: { maxVersions: 3 } });
    await register('a', 'string');
    await register('b', 'string');
    await call('PUT', '/config/c', { compatibility: 'NONE' });
    expect(await call('POST', '/subjects/d/versions', { schema: '"string"' })).toEqual(refused(507, 50701));
    expect(await call('PUT', '/config/e', { compatibility: 'NONE' })).toEqual(refused(507, 50701));
    await call('DELETE', '/subjects/a');
    await call('DELETE', '/subjects/a?permanent=true');
    await register('d', 'string');
  });

  it.each([
    ['nests too deep', '['.repeat(100_000)],
    ['nests too deep in JSON', `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`, 'JSON'],
    ['is cut off', '{"type":"record"'],
    ['has unbalanced braces', `message M {${'{'.repeat(100_000)}`, 'PROTOBUF'],
  ])('gets an error when its schema %s', async (_what, schema, schemaType = 'AVRO') => {
    const { call } = await startApi();
    expect(await call('POST', '/subjects/a/versions', { schema, schemaType })).toEqual(refused(422, 42201));
    expect(await call('POST', '/subjects/a', { schema, schemaType })).toEqual(refused(404, 40401));
  });

  it.each([
    ['/subjects/%ff/versions', 400],
    [`/subjects/${'x'.repeat(2000)}/versions`, 400],
    ['/schemas/ids/99999999999999999999', 404],
    ['/schemas/ids/-1', 404],
    ['/subjects/__proto__/versions/constructor', 404],
  ])('gets a response to GET %s', async (path, status) => {
    const { call } = await startApi();
    expect((await call('GET', path)).status).toBe(status);
  });

  it('cannot make circular or endless references', async () => {
    const { register, call } = await startApi({ limits: { maxReferences: 5 } });
    await register('r0', recordOf('R0'));
    for (let at = 1; at <= 5; at++) {
      const references = [{ name: `R${at - 1}`, subject: `r${at - 1}`, version: 1 }];
      await register(`r${at}`, recordOf(`R${at}`, { name: 'a', type: `R${at - 1}` }), { references });
    }
    const references = [{ name: 'R5', subject: 'r5', version: 1 }];
    const schema = JSON.stringify(recordOf('R6', { name: 'a', type: 'R5' }));
    expect(await call('POST', '/subjects/r6/versions', { schema, references })).toEqual(refused(422, 42201));
  });
});

it('cannot make referenced schemas larger than one body', async () => {
  const { register, call } = await startApi({ limits: { maxReferredChars: 200 } });
  const references = [1, 2].map((at) => ({ name: `R${at}`, subject: `r${at}`, version: 1 }));
  for (const { name, subject } of references) await register(subject, { ...recordOf(name), doc: 'x'.repeat(100) });
  const schema = JSON.stringify(recordOf('R3', { name: 'a', type: 'R1' }));
  expect(await call('POST', '/subjects/r3/versions', { schema, references })).toEqual(refused(422, 42201));
});

describe('stopping', () => {
  it('closes idle connections, and incomplete requests', async () => {
    const { registry } = await startApi();
    const idle = connect(registry.port, registry.host);
    const half = connect(registry.port, registry.host);
    half.write('POST /subjects/a/versions HTTP/1.1\r\nHost: a\r\n');
    await Promise.all([once(idle, 'connect'), once(half, 'connect')]);
    await fetch(`${registry.url}/subjects`);
    const closed = Promise.all([once(idle, 'close'), once(half, 'close')]);
    for (const socket of [idle, half]) socket.on('error', () => undefined);
    await Promise.all([registry.stop(), registry.stop()]);
    await closed;
  });

  it('frees the port, which is rejected while it is taken', async () => {
    const { registry } = await startApi();
    const { port } = registry;
    await expect(startRegistry({ port })).rejects.toMatchObject({ code: 'KFW_REGISTRY_PORT_TAKEN' });
    await registry.stop();
    expect((await startApi({ port })).registry.address).toBe(`127.0.0.1:${port}`);
  });
});

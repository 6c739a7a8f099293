import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeCertificates } from '../../../kfw/test/config/certificates.js';
import { RegistryClient } from '../../src/registry/registry-client.js';
import { type RegistryOptions, registryAddress } from '../../src/registry/registry-options.js';

const { cert, key } = makeCertificates();
const server = createServer({ cert, key, requestCert: true, rejectUnauthorized: false }, (request, response) => {
  const { subject } = (request.socket as import('node:tls').TLSSocket).getPeerCertificate();
  if (request.url?.includes('/subjects')) response.end('[]');
  else response.end(JSON.stringify({ schema: subject === undefined ? '"string"' : '"int"' }));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function clientOf(tls: RegistryOptions['tls']): RegistryClient {
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new RegistryClient(registryAddress({ url, tls }, 'registry.url'));
}

it('an untrusted certificate ends the connection with an error', async () => {
  for (const tls of [undefined, {}, { servername: 'localhost' }]) {
    await expect(clientOf(tls).fetch(1)).rejects.toMatchObject({
      code: 'KFW_REGISTRY_UNREACHABLE',
      message: expect.stringMatching(/self-signed certificate/),
    });
  }
});

it("with the right authority and name it is trusted, and the client's certificate is sent", async () => {
  const client = clientOf({ ca: cert, servername: 'localhost' });
  await client.connect();
  expect(await client.fetch(1)).toMatchObject({ state: 'found', schema: { type: 'string' } });
  const known = clientOf({ ca: cert, servername: 'localhost', cert, key });
  expect(await known.fetch(1)).toMatchObject({ state: 'found', schema: { type: 'int' } });
  await expect(clientOf({ ca: cert, servername: 'elsewhere' }).fetch(1)).rejects.toMatchObject({
    message: expect.stringMatching(/altnames|Hostname/),
  });
  await clientOf({ rejectUnauthorized: false }).connect();
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type LoadConfigOptions, loadConfig } from '../../src/config/load-config.js';
import { type Certificates, makeCertificates } from './certificates.js';

let root: string;
let certificates: Certificates;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kfw-registry-'));
  mkdirSync(join(root, 'config'));
  certificates = makeCertificates();
  writeFileSync(join(root, 'config/ca.pem'), certificates.cert);
  writeFileSync(join(root, 'config/client.key'), certificates.key);
});
afterAll(() => rmSync(root, { recursive: true }));

function registryOf(registry: string, env: LoadConfigOptions['env'] = {}) {
  writeFileSync(join(root, 'config/kafka.yml'), `test:\n  brokers: [a:9092]\n  registry: ${registry}\n`);
  return loadConfig({ root, env, environment: 'test', defaultClientId: 'shop' }).registry;
}

it('several addresses keep their order, and lose their credentials', () => {
  const registry = registryOf('{ url: "https://one:1/api/, http://me:p,w%25@two:2" }');
  expect(registry).toMatchObject({ url: 'https://one:1/api,http://two:2', username: 'me' });
  expect(registry?.password?.reveal()).toBe('p,w%');
});

it('the certificates of the registry are read as those of the brokers, from files and variables', () => {
  const files = registryOf(
    '{ url: "https://r", tls: { ca: config/ca.pem, servername: r, rejectUnauthorized: false } }',
  );
  expect(files?.tls).toMatchObject({ ca: certificates.cert, servername: 'r', rejectUnauthorized: false });
  const { cert, key } = certificates;
  const env = { KFW_REGISTRY_TLS_CA: cert, KFW_REGISTRY_TLS_CERT: 'config/ca.pem', KFW_REGISTRY_TLS_KEY: key };
  const given = registryOf('{ url: "https://r", tls: { rejectUnauthorized: true, ca: nowhere.pem } }', env)?.tls;
  expect(given).toMatchObject({ ca: cert, cert, rejectUnauthorized: true });
  expect(given?.key?.reveal()).toBe(key);
  expect(registryOf('{ url: "https://r", tls: true }')?.tls).toMatchObject({ rejectUnauthorized: true });
  expect(registryOf('{ url: "https://r", tls: false }')?.tls).toBeUndefined();
});

it('normalize and useLatest are off, and on when they say so', () => {
  expect(registryOf('{ url: "http://r" }')).toMatchObject({ normalize: false, useLatest: false });
  expect(registryOf('{ url: "http://r", normalize: true, useLatest: "true", register: lookup }')).toMatchObject({
    normalize: true,
    useLatest: true,
  });
});

it.each([
  ['{ url: "http://one,two:1" }', /registry\.url: must be a URL/],
  ['{ url: "http://one,ftp://two" }', /registry\.url: must be a URL/],
  ['{ url: "http://one, http://me:hunter2%@two" }', /percent-encoded/],
  ['{ url: "http://one, http://two?token=hunter2" }', /must end with its path/],
  ['{ url: "http://r", tls: { ca: config/ca.pem } }', /registry\.tls: needs a url with https/],
  ['{ url: "https://r", tls: { ca: nowhere.pem } }', /registry\.tls\.ca: there is no file/],
  ['{ url: "https://r", tls: { cert: config/ca.pem } }', /registry\.tls\.key: is missing/],
  ['{ url: "https://r", tls: { caa: config/ca.pem } }', /registry\.tls\.caa: is not a known key\. Did you mean 'ca'/],
  ['{ url: "https://r", tls: hunter2 }', /registry\.tls: must be true, false, or hold ca, cert, key/],
  ['{ url: "http://r", token: "hunter2\\nx" }', /registry\.token: must be letters, digits and signs of ASCII/],
  ['{ url: "http://r", useLatest: true, register: always }', /registry\.useLatest: registers nothing/],
  ['{ url: "http://r", useLatest: hunter2 }', /registry\.useLatest: must be true or false/],
  ['{ url: "http://r", normalize: 1 }', /registry\.normalize: must be true or false/],
])('%s is a mistake', (registry, said) => {
  expect(() => registryOf(registry)).toThrow(
    expect.objectContaining({ code: 'KFW_CONFIG_INVALID', message: expect.stringMatching(said) }),
  );
});

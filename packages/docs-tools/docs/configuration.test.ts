/** docs/reference/configuration.md lists every key and every variable with its default, and its files load. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from 'kfw';
import { variableFor } from '../../kfw/src/config/environment/environment-variables.js';
import { configSchema, knownKeys } from '../../kfw/src/config/schema/config-schema.js';
import { withDefaults } from '../../kfw/src/config/schema/with-defaults.js';
import { Secret } from '../../kfw/src/config/secrets/secret.js';
import { makeCertificates } from '../../kfw/test/config/certificates.js';
import { codeBlocksOf } from '../src/docs/code-blocks.js';
import { checkout, documents, documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

const text = documentText('docs/reference/configuration.md');
const keys = rowsOf(section(text, '## Keys'));
const variables = rowsOf(section(text, '## Environment variables'));

/** `brokers`, `tls`, `tls.ca`, … */
const paths = knownKeys([]).flatMap((key) => [[key], ...knownKeys([key]).map((inner) => [key, inner])]);
/** With those that a row of the section covers: `registry.tls.ca`, … */
const everyPath = [...paths, ...paths.flatMap((keysTo) => (keysTo.length > 1 ? deeper(keysTo) : []))];
const sections = paths.filter(([, inner]) => inner !== undefined).map(([key]) => key);

function deeper(keysTo: readonly string[]): string[][] {
  return knownKeys(keysTo).map((inner) => [...keysTo, inner]);
}

/** Values as they are when everything that must be given is given, and nothing else. */
function defaultsFor(environment: string): unknown {
  const least = {
    brokers: ['localhost:9092'],
    clientId: 'shop',
    tls: {},
    sasl: { username: 'shop', password: new Secret('hunter2') },
    registry: { url: 'http://localhost:8081' },
  };
  return withDefaults(configSchema.parse(least), environment);
}

function valueAt(value: unknown, keysTo: readonly string[]): unknown {
  return keysTo.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}

/** acks is `all` for people and −1 inside. */
const shown = (value: unknown): string => (value === -1 ? 'all' : String(value));

describe('the keys of config/kafka.yml', () => {
  it('are listed, and no others', () => {
    const leaves = paths.filter((keysTo) => keysTo.length > 1 || !sections.includes(keysTo[0] ?? ''));
    const listed = keys.map(([key]) => codeIn(key)[0] ?? '').filter((key) => key !== 'tls');
    expect(listed.sort()).toEqual(leaves.map((keysTo) => keysTo.join('.')).sort());
  });

  it.each(keys.map(([key, byDefault]) => [codeIn(key)[0] ?? '', byDefault ?? '']))(
    '%s: default %s',
    (key, byDefault) => {
      const keysTo = key.split('.');
      const [development, production = development] = codeIn(byDefault);
      if (development === undefined) {
        expect(byDefault).toMatch(/^(required|none|the name of the app's package)$/);
        return;
      }
      expect([development, production]).toEqual(
        ['development', 'production'].map((environment) => shown(valueAt(defaultsFor(environment), keysTo))),
      );
    },
  );
});

describe('the environment variables', () => {
  it('are listed, and no others', () => {
    const folder = path.join(checkout, 'packages/kfw/src/config');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const sources = files.map((name) => readFileSync(path.join(folder, name), 'utf8'));
    const read = sources.flatMap((source) => [...source.matchAll(/\benv\.([A-Z_]+)/g)].map(([, name = '']) => name));
    const mapped = everyPath.flatMap((keysTo) => variableFor(keysTo) ?? []);
    const listed = variables.map(([variable]) => codeIn(variable)[0] ?? '');
    expect(listed.sort()).toEqual([...new Set([...read, ...mapped])].sort());
  });

  it.each(variables)('%s sets %s', (variable, sets) => {
    const mapped = everyPath.find((keysTo) => variableFor(keysTo) === codeIn(variable)[0]);
    if (mapped !== undefined) expect(codeIn(sets)[0]).toBe(mapped.join('.'));
  });
});

describe('the configuration files in the documents', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kfw-docs-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, 'config'));
  const { cert, key } = makeCertificates();
  const pem = { 'ca.pem': cert, 'client.pem': cert, 'client.key': key };
  for (const [name, content] of Object.entries(pem)) writeFileSync(path.join(folder, 'config', name), content);

  const files = documents.flatMap(({ file, text: content }) =>
    codeBlocksOf(content).flatMap((block) =>
      block.language === 'yaml' ? [{ place: `${file}:${block.line}`, yaml: block.text }] : [],
    ),
  );

  it('are there', () => {
    expect(files.length).toBeGreaterThan(1);
  });

  it.each(files)('load ($place)', ({ yaml }) => {
    writeFileSync(path.join(folder, 'config/kafka.yml'), yaml);
    const filled = (name: string) => (name.includes('BROKER') ? `${name.toLowerCase()}:1` : name.toLowerCase());
    const placeholders = [...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, filled(name)]);
    const environments = [...yaml.matchAll(/^(\w+):/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'common');
    expect(environments.length).toBeGreaterThan(0);
    for (const environment of environments) {
      const env = Object.fromEntries(placeholders);
      const config = loadConfig({ root: folder, env, environment, defaultClientId: 'shop' });
      expect(config.brokers.length).toBeGreaterThan(0);
    }
  });
});

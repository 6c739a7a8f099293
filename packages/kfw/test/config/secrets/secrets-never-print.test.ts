/**
 * Passwords of every shape, in every place that takes one and in places that do not, in the file and in variables,
 * rightly and wrongly written: they never show in the configuration, in an error, in its rendering, or in a log line.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { renderError } from '../../../src/cli/exit/render-error.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { createLogger, type LogFormat } from '../../../src/logging/create-logger.js';

const rounds = 400;
const seed = process.env.CI ? 2_026 : Math.floor(Math.random() * 1e9);
/** Signs that mean something to YAML, to URLs, to placeholders, to JSON. */
const signs = [...'*&!@#%,:/?[]{}|>\'"\\`$^~+=-_ .;<()', '${', '$${', '%2', 'é', '\u{1f511}'];
/** A run of so many signs is told apart from chance. */
const shownRun = 6;

let state = seed;
const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const one = <T>(all: readonly T[]): T => all[random(all.length)] as T;
const word = (): string =>
  Array.from({ length: 3 + random(6) }, () => one([...'bcdfghjkmnpqrstvwxz23456789'])).join('');
const password = (): string =>
  Array.from({ length: 2 + random(4) }, () => `${word()}${one(['', one(signs)])}`).join('');

interface Given {
  readonly yaml: string;
  readonly env: Record<string, string>;
}

const ways: readonly ((secret: string) => Given)[] = [
  (secret) => file(`  sasl: { username: me, password: ${JSON.stringify(secret)} }`),
  (secret) => file(`  sasl:\n    username: me\n    password: ${secret}`),
  (secret) => file(`  sasl:\n    username: me\n    password:${secret}`),
  (secret) => file(`  sasl:\n    password:${secret}\n    username: me`),
  (secret) => file(`  sasl: ${secret}`),
  (secret) => file(`  sasl: ${JSON.stringify(secret)}`),
  (secret) => file(`  sasl: [${JSON.stringify(secret)}]`),
  (secret) => file(`  sasl: { username: me, password: [${JSON.stringify(secret)}] }`),
  (secret) => file(`  sasl: { username: me, password: { ${JSON.stringify(secret)}: 1 } }`),
  (secret) => file(`  sasl: { username: me, secret: ${JSON.stringify(secret)} }`),
  (secret) => file(`  tls: ${JSON.stringify(secret)}`),
  (secret) => file(`  tls: { key: ${JSON.stringify(secret)}, cert: nowhere.pem }`),
  (secret) => file(`  tls: { passphrase: ${JSON.stringify(secret)}, ca: nowhere.pem }`),
  (secret) => file(`  tls: { passphrase: *${secret} }`),
  (secret) => file(`  tls: { passphrase: !${secret} }`),
  (secret) => file(`  tls:\n    passphrase: ${secret}\n   ca: nowhere.pem`),
  (secret) => file(`  registry: { url: "http://r:1", password: ${JSON.stringify(secret)}, username: me }`),
  (secret) => file(`  registry: { url: "http://r:1", token: ${JSON.stringify(secret)} }`),
  (secret) => file(`  registry: { url: ${JSON.stringify(`http://me:${secret}@r:1`)} }`),
  (secret) => file(`  registry: { url: ${JSON.stringify(`http://r:1/?token=${secret}`)} }`),
  (secret) => file(`  registry: ${JSON.stringify(`http://me:${secret}@r:1`)}`),
  (secret) => variables({ KFW_SASL_PASSWORD: secret, KFW_SASL_USERNAME: 'me' }),
  (secret) => variables({ KFW_SASL_PASSWORD: secret }),
  (secret) => variables({ KFW_SASL_PASSWORD: secret, KFW_SASL_USERNAME: 'me', KFW_SASL_MECHANISM: 'none' }),
  (secret) => variables({ KFW_TLS_KEY: secret, KFW_TLS_CERT: 'nowhere.pem' }),
  (secret) => variables({ KFW_TLS_KEY: `-----BEGIN PRIVATE KEY-----\n${secret}`, KFW_TLS_CERT: 'nowhere.pem' }),
  (secret) =>
    variables({ KFW_TLS_CERT: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`, KFW_TLS_KEY: 'x' }),
  (secret) => variables({ KFW_TLS_PASSPHRASE: secret, KFW_TLS_CA: 'nowhere.pem' }),
  (secret) => variables({ KFW_TLS: secret }),
  (secret) => variables({ KFW_REGISTRY_URL: `https://me:${secret}@registry:8081` }),
  (secret) => variables({ KFW_REGISTRY_URL: `https://registry:8081?key=${secret}` }),
  (secret) => variables({ KFW_REGISTRY_URL: 'https://registry', KFW_REGISTRY_TOKEN: secret }),
  (secret) =>
    variables({ KFW_REGISTRY_URL: 'https://registry', KFW_REGISTRY_USERNAME: 'me', KFW_REGISTRY_PASSWORD: secret }),
  (secret) => variables({ KFW_BROKERS: `me:${secret}@kafka:9092` }),
  (secret) => variables({ KFW_BROKERS: `kafka://me:${secret}@kafka:9092,other:9092` }),
  (secret) => variables({ KFW_BROKERS: '', KAFKA_URL: `kafka://me:${secret}@kafka:9092` }),
  (secret) => variables({ KFW_BROKERS: '', KAFKA_URL: `kafka+ssl://me:${secret}@kafka:9092,me:${secret}@other:9092` }),
  (secret) => variables({ KFW_BROKERS: '', KAFKA_URL: `${secret}@kafka:9092` }),
  (secret) => variables({ KFW_BROKERS: '', KAFKA_URL: `kafka://me:${encodeURIComponent(secret)}@kafka:9092` }),
];

function file(lines: string): Given {
  return { yaml: `test:\n  brokers: kafka:9092\n  clientId: shop\n${lines}\n`, env: {} };
}

function variables(env: Record<string, string>): Given {
  return { yaml: 'test:\n  clientId: shop\n', env: { KFW_BROKERS: 'kafka:9092', ...env } };
}

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kfw-secrets-'));
  mkdirSync(join(root, 'config'));
});
afterAll(() => rmSync(root, { recursive: true }));

function outputOf({ yaml, env }: Given): string {
  writeFileSync(join(root, 'config', 'kafka.yml'), yaml);
  let made: unknown;
  try {
    made = loadConfig({ root, environment: 'test', env });
  } catch (error) {
    made = error;
  }
  const lines: string[] = [];
  for (const format of ['json', 'pretty'] satisfies LogFormat[]) {
    const logger = createLogger({
      format,
      level: 'debug',
      colors: false,
      destination: { write: (text) => lines.push(text) },
    });
    logger.debug({ made, error: made }, made instanceof Error ? made.message : 'made');
  }
  const error = made instanceof Error ? made : new Error('failed', { cause: made });
  return [
    inspect(made, { depth: null, showHidden: true }),
    JSON.stringify(made),
    String((made as Error).message),
    ...[{}, { json: true }, { verbose: true }].map((options) => renderError(error, options)),
    ...lines,
  ].join('\n');
}

it(`passwords of every shape show nowhere (seed ${seed})`, () => {
  const shown: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    const secret = password();
    const way = ways[round % ways.length] as (typeof ways)[number];
    const given = way(secret);
    const output = outputOf(given);
    for (let at = 0; at + shownRun <= secret.length; at++) {
      const run = secret.slice(at, at + shownRun);
      if (!output.includes(run)) continue;
      shown.push({ secret, run, given, line: output.split('\n').find((line) => line.includes(run)) });
      break;
    }
  }
  expect(shown).toEqual([]);
});

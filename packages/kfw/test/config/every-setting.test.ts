/** Every value of every setting works, or is KFW_CONFIG_INVALID: what is accepted also makes an app. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Consumer, createApp, defineApp, drawRoutes, type KfwConfig, loadConfig, text } from 'kfw';
import { knownKeys } from '../../src/config/schema/config-schema.js';

const odd: readonly unknown[] = [
  ...[
    '',
    ' ',
    'x',
    '%',
    '%zz',
    'a%b',
    '0x10',
    '1e3',
    ' 5 ',
    '5',
    '-1',
    'true',
    'false',
    'null',
    '~',
    '\n',
    '\t',
    '\u0000',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '🔑',
    'é',
    'a'.repeat(100_000),
    '${',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what the file holds
    '${}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what the file holds
    '${NOT_SET}',
    '$${x}',
    '{{x}}',
  ],
  ...[
    'a:1',
    'a:0',
    'a:65536',
    '[::1]:9092',
    '[::1]',
    '::1',
    'a:1,',
    ',',
    'http://',
    'http://a',
    'http://u:50%off@a',
    'https://a:99999',
  ],
  ...[
    0,
    1,
    -1,
    1.5,
    2 ** 30,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 53,
    1e308,
    true,
    false,
    null,
    [],
    ['a:1'],
    [null],
    {},
    { a: 1 },
  ],
];

const base = { brokers: ['localhost:9092'], clientId: 'shop', registry: { url: 'http://localhost:8081' } };
const complete: Readonly<Record<string, object>> = {
  sasl: { username: 'me', password: 'hunter2' },
  registry: { url: 'http://localhost:8081' },
  tls: {},
};
const paths = knownKeys([]).flatMap((key) => [[key], ...knownKeys([key]).map((inner) => [key, inner])]);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kfw-settings-'));
  mkdirSync(join(root, 'config'));
});
afterAll(() => rmSync(root, { recursive: true }));

class Nothing extends Consumer {
  process(): void {}
}
const definition = defineApp({
  routes: drawRoutes(({ topic }) => topic('users', { consumer: Nothing, schema: text() })),
  listeners: [],
});

/** `undefined` when it is refused as it should be. */
function loaded(section: object, env: Record<string, string> = {}): KfwConfig | undefined {
  writeFileSync(join(root, 'config', 'kafka.yml'), JSON.stringify({ test: section }));
  try {
    return loadConfig({ root, environment: 'test', env });
  } catch (error) {
    expect(error).toMatchObject({ code: 'KFW_CONFIG_INVALID' });
    return undefined;
  }
}

async function makesAnApp(config: KfwConfig | undefined): Promise<void> {
  if (config === undefined || config.embedded) return;
  const app = await createApp({ config, definition });
  app.createServer();
  await app.close();
}

describe('each value of', () => {
  it.each(paths.map((path) => [path.join('.'), path] as const))('%s', async (_name, [section = '', key]) => {
    for (const value of odd) {
      const given = key === undefined ? value : { ...complete[section], [key]: value };
      await makesAnApp(loaded({ ...base, [section]: given }));
    }
  });
});

const variables = [
  ...['KFW_BROKERS', 'KAFKA_URL', 'KFW_CLIENT_ID', 'KFW_REGISTRY_URL', 'KFW_REGISTRY_PASSWORD', 'KFW_REGISTRY_TOKEN'],
  ...['KFW_SASL_MECHANISM', 'KFW_SASL_USERNAME', 'KFW_SASL_PASSWORD', 'KFW_TLS', 'KFW_TLS_CA', 'KFW_TLS_KEY'],
  ...['KFW_LOG_LEVEL', 'KFW_LOG_FORMAT', 'KFW_HEALTH'],
];

it.each(variables)('each value of the variable %s', async (variable) => {
  for (const value of odd) if (typeof value === 'string') await makesAnApp(loaded(base, { [variable]: value }));
});

it.each(['__proto__', 'constructor', 'toString', '', ' ', 'x\ny'])('an environment called %j', (environment) => {
  writeFileSync(join(root, 'config', 'kafka.yml'), JSON.stringify({ test: base }));
  expect(() => loadConfig({ root, environment: environment || 'nothing', env: {} })).toThrow(
    expect.objectContaining({ code: 'KFW_CONFIG_INVALID' }),
  );
});

it('timers never have to wait longer than they can', () => {
  for (const [section, key] of paths) {
    if (!(key ?? section)?.endsWith('Ms')) continue;
    const given = key === undefined ? { [section ?? '']: 2 ** 31 - 1 } : { [section ?? '']: { [key]: 2 ** 31 - 1 } };
    // Two of them may be added.
    expect([section, key, loaded({ ...base, ...given })]).toEqual([section, key, undefined]);
  }
});

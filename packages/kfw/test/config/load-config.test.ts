// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of the configuration look like that
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoadConfigOptions, loadConfig } from '../../src/config/load-config.js';
import { Secret } from '../../src/config/secrets/secret.js';
import { makeCertificates } from './certificates.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kfw-config-'));
  mkdirSync(join(root, 'config'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function load(yaml: string | undefined, env: LoadConfigOptions['env'] = {}, options: Partial<LoadConfigOptions> = {}) {
  if (yaml !== undefined) writeFileSync(join(root, 'config', 'kafka.yml'), yaml);
  return loadConfig({ root, env, defaultClientId: 'shop', ...options });
}

function failure(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('nothing was thrown');
}

/** The lines of the mistakes, without the sentence above them. */
function mistakes(
  yaml: string | undefined,
  env: LoadConfigOptions['env'] = {},
  options: Partial<LoadConfigOptions> = {},
) {
  const { code, message } = failure(() => load(yaml, env, options));
  expect(code).toBe('KFW_CONFIG_INVALID');
  const [head, ...lines] = message.split('\n  ');
  expect(head).toBe(
    `the configuration for ${options.environment ?? env.KFW_ENV ?? 'development'} has ${lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`}:`,
  );
  return lines;
}

const withCommon = `
common: &common
  brokers: [a:9092, b:9092]
  registry:
    url: http://registry:8081
development:
  <<: *common
production:
  <<: *common
  clientId: shop-live
staging:
  <<: *common
  brokers: staging:9092
`;

describe('an environment of the file', () => {
  it('is complete, with its defaults, and remembers where the addresses came from', () => {
    expect(load(withCommon)).toEqual({
      environment: 'development',
      clientId: 'shop',
      brokers: ['a:9092', 'b:9092'],
      embedded: false,
      brokersSetting: 'brokers in config/kafka.yml (development)',
      tls: undefined,
      sasl: undefined,
      registry: {
        url: 'http://registry:8081',
        username: undefined,
        password: undefined,
        register: 'always',
        subject: 'topic',
        tls: undefined,
        normalize: false,
        useLatest: false,
      },
      registrySetting: 'registry.url in config/kafka.yml (development)',
      startupTimeoutMs: 30_000,
      connectionTimeoutMs: 3_000,
      requestTimeoutMs: 30_000,
      shutdownTimeoutMs: 30_000,
      createTopics: true,
      health: undefined,
      log: { level: 'info', format: 'auto', topics: {}, redact: [], floodIntervalMs: 10_000 },
      consumer: {
        sessionTimeoutMs: 30_000,
        heartbeatIntervalMs: 3_000,
        rebalanceTimeoutMs: 60_000,
        fetchMaxWaitMs: 200,
        commitIntervalMs: 1_000,
        metadataMaxAgeMs: 30_000,
        maxBytesPerPartition: 1_048_576,
        maxBatchBytes: 67_108_864,
        maxBytes: 10_485_760,
        maxTotalBufferedBytes: 268_435_456,
        concurrency: undefined,
        stallTimeoutMs: 300_000,
      },
      producer: {
        acks: -1,
        compression: 'none',
        idempotent: true,
        requestTimeoutMs: 30_000,
        deliveryTimeoutMs: 120_000,
        lingerMs: 0,
        batchSize: 10_000,
        maxBufferedMessages: 100_000,
        maxBufferedBytes: 67_108_864,
        maxInFlightRequests: 5,
        whenFull: 'wait',
      },
    });
  });

  it.each([
    ['8080', { host: '127.0.0.1', port: 8080 }],
    ["'0.0.0.0:8080'", { host: '0.0.0.0', port: 8080 }],
    ["'[::1]:0'", { host: '::1', port: 0 }],
  ])('serves health at %s', (written, health) => {
    expect(load(`development:\n  brokers: ['a:9092']\n  health: ${written}\n`).health).toEqual(health);
  });

  it('serves health where KFW_HEALTH says, over the file', () => {
    const yaml = "development:\n  brokers: ['a:9092']\n  health: 1\n";
    expect(load(yaml, { KFW_HEALTH: 'probes:9000' }).health).toEqual({ host: 'probes', port: 9000 });
    expect(mistakes(yaml, { KFW_HEALTH: ':9000' })).toEqual([
      "KFW_HEALTH: must be HOST:PORT, such as 0.0.0.0:8080, or a port alone for this machine only, such as 8080; it is ':9000'.",
    ]);
  });

  it('only looks schemas up and creates no topics in production', () => {
    const config = load(withCommon, { NODE_ENV: 'production' });
    expect(config.registry?.register).toBe('lookup');
    expect(config.createTopics).toBe(false);
    expect(config.clientId).toBe('shop-live');
  });

  it('is chosen by the option, else KFW_ENV, else NODE_ENV', () => {
    const env = { KFW_ENV: 'staging', NODE_ENV: 'production' };
    expect(load(withCommon, env).brokers).toEqual(['staging:9092']);
    expect(load(withCommon, env).brokersSetting).toBe('brokers in config/kafka.yml (staging)');
    expect(load(withCommon, env, { environment: 'production' }).environment).toBe('production');
  });

  it('is frozen all the way down', () => {
    const config = load(withCommon);
    for (const part of [config, config.brokers, config.registry, config.consumer, config.producer, config.log]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('takes every setting under the name that it has in the result', () => {
    const config = load(`
development:
  brokers: localhost:9092
  sasl: { mechanism: SCRAM-SHA-512, username: me, password: "0123" }
  startupTimeoutMs: 0
  producer:
    acks: 1
    compression: gzip
    deliveryTimeoutMs: 60000
    lingerMs: 5
    batchSize: 100
    maxBufferedMessages: 1000
    maxBufferedBytes: 1048576
    maxInFlightRequests: 1
    whenFull: drop
  consumer: { sessionTimeoutMs: 10000, fetchMaxWaitMs: 0 }
  log: { level: debug, topics: { users: WARN, 'audit.*': silent }, redact: ['*.token'], floodIntervalMs: 0 }
  createTopics: false
`);
    expect(config.sasl?.mechanism).toBe('scram-sha-512');
    expect(config.sasl?.password.reveal()).toBe('0123');
    expect(config.startupTimeoutMs).toBe(0);
    expect(config.producer).toEqual({
      acks: 1,
      compression: 'gzip',
      idempotent: false,
      requestTimeoutMs: 30_000,
      deliveryTimeoutMs: 60_000,
      lingerMs: 5,
      batchSize: 100,
      maxBufferedMessages: 1_000,
      maxBufferedBytes: 1_048_576,
      maxInFlightRequests: 1,
      whenFull: 'drop',
    });
    expect(config.consumer.sessionTimeoutMs).toBe(10_000);
    expect(config.consumer.fetchMaxWaitMs).toBe(0);
    expect(config.log).toEqual({
      level: 'debug',
      format: 'auto',
      topics: { users: 'warn', 'audit.*': 'silent' },
      redact: ['*.token'],
      floodIntervalMs: 0,
    });
    expect(config.createTopics).toBe(false);
  });

  it('reads certificates relative to the root, and takes them as text', () => {
    const { cert, key } = makeCertificates();
    writeFileSync(join(root, 'config', 'ca.pem'), cert);
    writeFileSync(join(root, 'config', 'client.key'), key);
    const { tls } = load(`
development:
  brokers: localhost:9093
  tls:
    ca: config/ca.pem
    cert: ${JSON.stringify(cert)}
    key: config/client.key
    servername: kafka.internal
`);
    expect(tls).toMatchObject({ ca: cert, cert, rejectUnauthorized: true });
    expect(tls?.servername).toBe('kafka.internal');
    expect(tls?.key?.reveal()).toBe(key);
  });

  it('makes a client id of a scoped package name', () => {
    expect(load(withCommon, {}, { defaultClientId: '@acme/shop' }).clientId).toBe('acme-shop');
  });
});

describe('variables', () => {
  it('are enough without a file', () => {
    const config = load(undefined, { KFW_BROKERS: 'a:1, b:2', KFW_REGISTRY_URL: 'https://r/' });
    expect(config.brokers).toEqual(['a:1', 'b:2']);
    expect(config.brokersSetting).toBe('KFW_BROKERS');
    expect(config.registry?.url).toBe('https://r');
    expect(config.registrySetting).toBe('KFW_REGISTRY_URL');
  });

  it('override the file one by one', () => {
    const { cert } = makeCertificates();
    writeFileSync(join(root, 'ca.pem'), cert);
    const config = load(`${withCommon}\n`, {
      KFW_CLIENT_ID: 'other',
      KFW_REGISTRY_USERNAME: 'me',
      KFW_REGISTRY_PASSWORD: 'hidden',
      KFW_SASL_USERNAME: 'you',
      KFW_SASL_PASSWORD: 'hidden too',
      KFW_TLS_CA: 'ca.pem',
      KFW_LOG_LEVEL: 'WARN',
    });
    expect(config.clientId).toBe('other');
    expect(config.registry).toMatchObject({ url: 'http://registry:8081', username: 'me' });
    expect(config.registrySetting).toBe('registry.url in config/kafka.yml (development)');
    expect(config.sasl).toMatchObject({ mechanism: 'plain', username: 'you' });
    expect(config.tls?.ca).toBe(cert);
    expect(config.log.level).toBe('warn');
  });

  it('turn TLS on with what the file says about it, and off altogether', () => {
    const yaml = 'development: { brokers: "a:1", tls: { servername: here, key: "${NOT_SET}", cert: x } }';
    expect(load(yaml.replace(/, key.*x/, ''), { KFW_TLS: 'true' }).tls?.servername).toBe('here');
    expect(load(yaml, { KFW_TLS: 'false', KFW_TLS_CA: 'nowhere.pem' }).tls).toBeUndefined();
    expect(load('development: { brokers: "a:1" }', { KFW_TLS: 'true' }).tls?.rejectUnauthorized).toBe(true);
  });

  it('count as not set when they are empty', () => {
    expect(load(withCommon, { KFW_BROKERS: '', KFW_ENV: '', KAFKA_URL: '' }).brokers).toEqual(['a:9092', 'b:9092']);
  });

  it('KAFKA_URL that cannot be read is one mistake', () => {
    expect(mistakes(undefined, { KAFKA_URL: 'kafka://me:50%off@a:9092', KFW_CLIENT_ID: 'shop' })).toEqual([
      'KAFKA_URL: the user and password must be percent-encoded (a % is %25).',
    ]);
  });

  it('KAFKA_URL gives brokers, TLS and credentials', () => {
    const config = load(undefined, { KAFKA_URL: 'kafka+ssl://me:p%40ss@a:9093,kafka+ssl://me:p%40ss@b:9093' });
    expect(config.brokers).toEqual(['a:9093', 'b:9093']);
    expect(config.brokersSetting).toBe('KAFKA_URL');
    expect(config.tls?.rejectUnauthorized).toBe(true);
    expect(config.sasl).toMatchObject({ mechanism: 'plain', username: 'me' });
    expect(config.sasl?.password.reveal()).toBe('p@ss');
    expect(load(undefined, { KAFKA_URL: 'kafka://a:1,b:2' })).toMatchObject({
      brokers: ['a:1', 'b:2'],
      tls: undefined,
    });
  });

  it('KAFKA_URL keeps a given mechanism, and is ignored with KFW_BROKERS', () => {
    const env = { KAFKA_URL: 'kafka+ssl://me:pass@a:9093', KFW_SASL_MECHANISM: 'scram-sha-256' };
    expect(load(undefined, env).sasl?.mechanism).toBe('scram-sha-256');
    const beside = load(undefined, { KAFKA_URL: env.KAFKA_URL, KFW_BROKERS: 'b:1' });
    expect(beside).toMatchObject({ brokers: ['b:1'], tls: undefined, sasl: undefined });
  });
});

describe('placeholders', () => {
  it('are filled from variables, or from their default', () => {
    const yaml = `
development:
  brokers: \${BROKERS:-localhost:9092,localhost:9093}
  startupTimeoutMs: \${WAIT}
  createTopics: \${CREATE:-false}
  clientId: \${EMPTY:-}
  sasl: { username: "\${USER_NAME}-x", password: "a$\${b" }
`;
    const config = load(yaml, { WAIT: '5', USER_NAME: '${BROKERS}' });
    expect(config.brokers).toEqual(['localhost:9092', 'localhost:9093']);
    expect(config.startupTimeoutMs).toBe(5);
    expect(config.createTopics).toBe(false);
    expect(config.clientId).toBe('shop');
    expect(config.sasl?.username).toBe('${BROKERS}-x');
    expect(config.sasl?.password.reveal()).toBe('a${b');
  });

  it('need not be set where a variable overrides them, or in another environment', () => {
    const yaml = 'development: { brokers: "${NONE}" }\nproduction: { brokers: "${NONE}" }';
    expect(load(yaml, { KFW_BROKERS: 'a:1' }).brokers).toEqual(['a:1']);
    expect(mistakes(yaml)).toEqual([
      'config/kafka.yml, development.brokers: the variable NONE is not set. Set it, or write ${NONE:-default}.',
    ]);
  });

  it('that are not valid are a mistake', () => {
    expect(mistakes('development: { brokers: "${a b}:1" }')).toEqual([
      'config/kafka.yml, development.brokers: ${a b} is not a variable. Write ${NAME} or ${NAME:-default}.',
    ]);
  });
});

describe('mistakes', () => {
  it('are all listed at once, each with its path and what to do', () => {
    const yaml = `
development:
  broker: localhost:9092
  clientId: my shop
  startupTimeoutMs: soon
  tls: maybe
  sasl:
    mechanism: md5
    user: me
    password: 1234
  registry:
    url: localhost:8081
    register: never
  consumer:
    sessionTimeoutMs: 1000
  producer:
    acks: 2
    batchSize: 0
    whenFull: block
  log: loud
  zebra: 1
`;
    expect(mistakes(yaml, { KFW_LOG_LEVEL: 'loud', KFW_TLS: 'perhaps' })).toEqual([
      "config/kafka.yml, development.clientId: must be at most 200 letters, digits, dots, dashes or underscores; it is 'my shop'.",
      'KFW_TLS: must be true, false, or hold ca, cert, key.',
      "config/kafka.yml, development.sasl.mechanism: must be plain, scram-sha-256 or scram-sha-512; it is 'md5'.",
      'config/kafka.yml, development.sasl.password: must be text: put it in quotes.',
      "config/kafka.yml, development.sasl.user: is not a known key. Did you mean 'username'?",
      "config/kafka.yml, development.registry.url: must be a URL with http:// or https://, such as http://localhost:8081; it is 'localhost:8081'.",
      "config/kafka.yml, development.registry.register: must be always or lookup; it is 'never'.",
      'config/kafka.yml, development.consumer.heartbeatIntervalMs: must be less than sessionTimeoutMs (1000), best a third of it or less.',
      'config/kafka.yml, development.producer.acks: must be all, -1, 0 or 1; it is 2.',
      'config/kafka.yml, development.producer.batchSize: must be a whole number of messages, more than 0, such as 10000; it is 0.',
      "config/kafka.yml, development.producer.whenFull: must be wait, drop or throw; it is 'block'.",
      "KFW_LOG_LEVEL: must be debug, info, warn, error or silent; it is 'loud'.",
      "config/kafka.yml, development.startupTimeoutMs: must be a whole number of milliseconds, at least 0, such as 30000; it is 'soon'.",
      "config/kafka.yml, development.broker: is not a known key. Did you mean 'brokers'?",
      'config/kafka.yml, development.zebra: is not a known key. Known here are brokers, embedded, clientId, tls, sasl, registry, consumer, producer, log, createTopics, health, startupTimeoutMs, connectionTimeoutMs, requestTimeoutMs, shutdownTimeoutMs.',
    ]);
  });

  it('in brokers name the one that is wrong', () => {
    expect(mistakes('development: { brokers: [localhost, "a:99999", "a:1", 9092, b: 1] }')).toEqual([
      "config/kafka.yml, development.brokers.0: must be host:port, such as localhost:9092; it is 'localhost'.",
      "config/kafka.yml, development.brokers.1: must be host:port, such as localhost:9092; it is 'a:99999'.",
      'config/kafka.yml, development.brokers.3: must be host:port, such as localhost:9092; it is 9092.',
      'config/kafka.yml, development.brokers.4: must be host:port, such as localhost:9092; it is a mapping.',
    ]);
    expect(mistakes('development: { brokers: [] }')).toEqual([
      'config/kafka.yml, development.brokers: is empty. List the brokers as host:port.',
    ]);
  });

  it('in the log name the topic or the path', () => {
    const log =
      '{ topics: { users: loud, "a b": warn }, redact: [user.email, "a..b", "*.*.*.*", 7], floodIntervalMs: -1 }';
    expect(mistakes(`development: { brokers: ["a:1"], log: ${log} }`)).toEqual([
      "config/kafka.yml, development.log.topics.users: must be debug, info, warn, error or silent; it is 'loud'.",
      `config/kafka.yml, development.log.redact.1: must be a path with at most three *, such as user.email, *.token or headers["x.y"]; it is 'a..b'.`,
      `config/kafka.yml, development.log.redact.2: must be a path with at most three *, such as user.email, *.token or headers["x.y"]; it is '*.*.*.*'.`,
      'config/kafka.yml, development.log.redact.3: must be a list of paths, such as user.email, *.token or headers["x.y"]; it is 7.',
      'config/kafka.yml, development.log.floodIntervalMs: must be a whole number of milliseconds, at least 0, such as 30000; it is -1.',
    ]);
    expect(mistakes('development: { brokers: ["a:1"], log: { topics: { "a b": warn } } }')).toEqual([
      "config/kafka.yml, development.log.topics.a b: is not the name of a topic. Write a name, or a pattern such as audit.*; it is 'warn'.",
    ]);
    expect(mistakes('development: { brokers: ["a:1"], log: { redact: password, topics: [users] } }')).toEqual([
      'config/kafka.yml, development.log.topics: must hold topics and their levels, such as users: debug; it is a list.',
      `config/kafka.yml, development.log.redact: must be a list of paths, such as user.email, *.token or headers["x.y"]; it is 'password'.`,
    ]);
  });

  it('name the option of the command line that set a variable', () => {
    const givenBy = { KFW_BROKERS: '--brokers', KFW_REGISTRY_URL: '--registry' };
    const env = { KFW_BROKERS: 'kafka:9092', KFW_REGISTRY_URL: 'http://registry:8081' };
    expect(load(undefined, env, { givenBy })).toMatchObject({
      brokersSetting: '--brokers',
      registrySetting: '--registry',
    });
    const [mistake, ...others] = mistakes(undefined, { ...env, KFW_BROKERS: 'x' }, { givenBy });
    expect(mistake).toMatch(/^--brokers: /);
    expect(others).toEqual([]);
  });

  it('of variables name the variable, also where there is no file', () => {
    expect(mistakes(undefined, { KFW_BROKERS: 'a', KFW_SASL_USERNAME: 'me', KFW_REGISTRY_USERNAME: 'me' })).toEqual([
      "KFW_BROKERS: must be host:port, such as localhost:9092; it is 'a'.",
      'KFW_SASL_PASSWORD: is missing.',
      'KFW_REGISTRY_URL: is missing. Give the URL of the registry.',
    ]);
    expect(mistakes(withCommon, { KAFKA_URL: 'redis://me:pass@a:1' })).toEqual([
      'KAFKA_URL: must start with kafka:// or kafka+ssl://, such as kafka://localhost:9092.',
    ]);
    expect(mistakes(withCommon, { KAFKA_URL: 'kafka://a:1,kafka+ssl://b:1' })).toEqual([
      'KAFKA_URL: all brokers must have one scheme, either kafka:// or kafka+ssl://.',
    ]);
  });

  it('in certificates and in dependent settings are listed', () => {
    expect(mistakes('development: { brokers: "a:1", tls: { cert: here.pem } }')).toEqual([
      'config/kafka.yml, development.tls.key: is missing: cert needs its key, or set KFW_TLS_KEY.',
    ]);
    expect(mistakes('development: { brokers: "a:1" }', { KFW_TLS_CA: 'no.pem' })).toEqual([
      `KFW_TLS_CA: there is no file ${join(root, 'no.pem')}.`,
    ]);
    expect(mistakes('development: { brokers: "a:1", producer: { acks: 1, idempotent: true } }')).toEqual([
      'config/kafka.yml, development.producer.idempotent: needs acks: all. Change acks, or leave idempotent out; it is true.',
    ]);
  });

  it('of the whole file say what it should be', () => {
    expect(mistakes('- a')).toEqual([
      'config/kafka.yml: must be a mapping of environments, such as development and production.',
    ]);
    expect(mistakes('development: [a]')).toEqual([
      'config/kafka.yml, development: must be a mapping of settings, such as brokers.',
    ]);
    expect(mistakes(withCommon, { KFW_ENV: 'producton' })).toEqual([
      "config/kafka.yml: has no environment 'producton'; it holds development, production, staging. Did you mean 'production'? Add it, or set KFW_ENV to another.",
    ]);
    expect(mistakes(withCommon, { KFW_ENV: 'common' })).toEqual([
      "config/kafka.yml: has no environment 'common'; it holds development, production, staging. Add it, or set KFW_ENV to another.",
    ]);
  });

  it.each([
    ['{{ BROKERS }}', 'a key must be text, and this one is a mapping or a list. For a variable write ${NAME}'],
    ['{ { x } }', 'a key must be text, and this one is a mapping or a list. For a variable write ${NAME}'],
    ['!env BROKERS', 'a tag (!) is not known. Put the value in quotes if it is text'],
  ])('of YAML are errors where its parser would warn: %s', (brokers, mistake) => {
    const [line] = mistakes(`development:\n  brokers: ${brokers}\n`);
    expect(line).toMatch(/^config\/kafka\.yml, line 2, column \d+: /);
    expect(line).toContain(`: ${mistake}.`);
  });

  it('of YAML name line and column, and show nothing of the file', () => {
    const [line, ...others] = mistakes('development:\n  brokers: [a:1\n  password: hunter2\n');
    expect(line).toMatch(/^config\/kafka\.yml, line 3, column \d+: /);
    expect([line, ...others].join()).not.toContain('hunter2');
    const noAnchor = 'an alias (*) has no name, or no anchor (&) before it. Put the value in quotes if it is text.';
    expect(mistakes('development:\n  brokers: *nowhere\n')).toEqual([
      `config/kafka.yml, line 2, column 12: ${noAnchor}`,
    ]);
    expect(mistakes('development:\n  <<: *nowhere\n')).toEqual([`config/kafka.yml, line 2, column 7: ${noAnchor}`]);
    expect(mistakes('development:\n  <<: hunter2\n')).toEqual([
      'config/kafka.yml: a merged value (<<) is not a mapping, or an alias (*) refers to itself.',
    ]);
  });

  it('a missing file says what to do', () => {
    expect(failure(() => load(undefined))).toMatchObject({
      code: 'KFW_CONFIG_MISSING',
      message: `there is no config/kafka.yml in ${root}. Create it (\`npx kfw new\` writes one), or set KFW_BROKERS.`,
    });
  });
});

describe('secrets', () => {
  const pair = makeCertificates();
  const yaml = `
development:
  brokers: a:1
  tls: { passphrase: hunter2, key: ${JSON.stringify(pair.key)}, cert: ${JSON.stringify(pair.cert)} }
  sasl: { username: me, password: hunter2 }
  registry: { url: "http://me:hunter2@registry:8081" }
`;

  it('do not print with the configuration', () => {
    const config = load(yaml);
    expect(config.registry?.password?.reveal()).toBe('hunter2');
    expect(config.registry).toMatchObject({ url: 'http://registry:8081', username: 'me' });
    const printed = [
      inspect(config, { depth: null, showHidden: true }),
      JSON.stringify(config),
      `${config.sasl?.password}`,
      new Error(`cannot log in with ${config.sasl?.password}`).message,
      inspect(structuredClone(Object.keys(config))),
    ].join('\n');
    expect(printed).not.toContain('hunter2');
    expect(printed).not.toContain(pair.key.split('\n')[1]);
    expect(printed.match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(8);
  });

  it('do not print with mistakes', () => {
    const error = failure(() =>
      load(
        `
development:
  brokers: ["me:hunter2@a:1", "kafka://me:hunter2@a:1"]
  sasl: { username: me, password: [hunter2], mechanism: none }
  registry: { url: "ftp://me:hunter2@registry" }
`,
        { KAFKA_URL: 'kafka://me:%ZZhunter2@a' },
      ),
    );
    expect(error.message).toContain('brokers.1: must be host:port alone. Put the user and password into sasl.');
    expect(error.message).toContain('registry.url: must be a URL with http:// or https://');
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter2');
  });

  it('can be revealed, and only so', () => {
    const secret = new Secret('hunter2');
    expect(secret.reveal()).toBe('hunter2');
    expect([String(secret), JSON.stringify({ secret }), inspect([secret])]).toEqual([
      '[secret]',
      '{"secret":"[secret]"}',
      '[ [secret] ]',
    ]);
  });
});

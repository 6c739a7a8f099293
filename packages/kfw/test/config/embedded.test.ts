/** `embedded: true`: which settings apply, before anything is started. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of the configuration look like that
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withAddresses } from '../../src/config/embedded-settings.js';
import type { KfwConfig } from '../../src/config/kfw-config.js';
import { loadConfig } from '../../src/config/load-config.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'kfw-config-'));
  mkdirSync(path.join(root, 'config'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function load(yaml: string, env: Record<string, string> = {}, environment = 'development'): KfwConfig {
  writeFileSync(path.join(root, 'config/kafka.yml'), yaml);
  return loadConfig({ root, env, environment, defaultClientId: 'shop' });
}

const joined = { brokers: '127.0.0.1:5001', registry: 'http://127.0.0.1:5002' };

const overCommon = `
common: &common
  brokers: ['\${BROKER}']
  tls: true
  sasl: { username: shop, password: '\${PASSWORD}' }
  registry: { url: 'https://registry', token: '\${TOKEN}', subject: record }
development:
  <<: *common
  embedded: true
production:
  <<: *common
  embedded: true
`;

describe('embedded: true', () => {
  it('is enough: brokers and registry come with it', () => {
    const config = load('development: { embedded: true }');
    expect(config).toMatchObject({
      embedded: true,
      brokers: ['embedded'],
      brokersSetting: 'embedded in config/kafka.yml (development)',
      registrySetting: 'embedded in config/kafka.yml (development)',
      registry: { register: 'always', subject: 'topic' },
    });
    expect(withAddresses(config, joined)).toMatchObject({
      brokers: ['127.0.0.1:5001'],
      registry: { url: 'http://127.0.0.1:5002', register: 'always', subject: 'topic' },
    });
  });

  it('takes the place of the cluster that is merged in, whose variables need not be set', () => {
    const config = load(overCommon);
    expect(config).toMatchObject({ embedded: true, tls: undefined, sasl: undefined });
    expect(config.registry).toMatchObject({ subject: 'record', token: undefined });
    expect(withAddresses(config, joined).registry?.url).toBe(joined.registry);
  });

  it('ignores the variables of a cluster that no variable names', () => {
    const env = { KFW_TLS: 'true', KFW_SASL_USERNAME: 'me', KFW_SASL_PASSWORD: 'secret' };
    expect(load('development: { embedded: true }', env)).toMatchObject({ embedded: true, tls: undefined });
  });

  it.each([{ KFW_BROKERS: 'kafka:9092' }, { KAFKA_URL: 'kafka://kafka:9092' }])('yields to %o', (env) => {
    expect(load('development: { embedded: true }', env)).toMatchObject({
      embedded: false,
      brokers: ['kafka:9092'],
      registry: undefined,
    });
  });

  it('leaves a registry that a variable names', () => {
    const config = load('development: { embedded: true }', { KFW_REGISTRY_URL: 'http://registry:8081' });
    expect(withAddresses(config, joined)).toMatchObject({
      brokers: ['127.0.0.1:5001'],
      registry: { url: 'http://registry:8081' },
      registrySetting: 'KFW_REGISTRY_URL',
    });
  });

  it('is not for production', () => {
    expect(() => load(overCommon, {}, 'production')).toThrow(
      "config/kafka.yml, production.embedded: is for development and tests. Production is Apache Kafka: list its brokers, and remove 'embedded' or set it to false.",
    );
  });

  it('can be false, and nothing else', () => {
    expect(load('development: { embedded: false, brokers: [a:1] }')).toMatchObject({
      embedded: false,
      brokers: ['a:1'],
    });
    expect(() => load('development: { embedded: maybe, brokers: [a:1] }')).toThrow(
      "development.embedded: must be true or false; it is 'maybe'.",
    );
  });
});

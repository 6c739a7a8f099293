import { expect, it } from '@jest/globals';
import { configWarnings, logTopicWarnings } from '../../src/config/config-warnings.js';
import { loadConfig } from '../../src/config/load-config.js';

const warned = (env: Record<string, string>): string[] =>
  configWarnings(
    loadConfig({ root: '/nowhere', env: { KFW_BROKERS: 'kafka:9092', KFW_CLIENT_ID: 'shop', ...env } }),
  ).map(({ setting }) => setting);

const sasl = { KFW_SASL_USERNAME: 'me', KFW_SASL_PASSWORD: 'hunter2' };

it('there is no warning about safe settings', () => {
  expect(warned({})).toEqual([]);
  expect(warned({ KFW_TLS: 'true', ...sasl })).toEqual([]);
  expect(warned({ KFW_SASL_MECHANISM: 'scram-sha-512', ...sasl })).toEqual([]);
  expect(warned({ KFW_REGISTRY_URL: 'https://registry', KFW_REGISTRY_TOKEN: 'hunter2' })).toEqual([]);
  expect(warned({ KFW_REGISTRY_URL: 'http://registry' })).toEqual([]);
});

it('there is a warning about a misspelt topic of log.topics, and none about one that only deliver sends to', () => {
  const log = { topics: { usrs: 'debug', users: 'debug', 'audit.*': 'warn', payments: 'info' } };
  const warnings = logTopicWarnings({ log } as never, ['users', 'orders']);
  expect(warnings).toEqual([{ setting: 'log.topics.usrs', message: expect.stringContaining('Did you mean users?') }]);
});

it('there is a warning about SASL PLAIN without TLS, also from KAFKA_URL', () => {
  expect(warned(sasl)).toEqual(['sasl.mechanism']);
  expect(warned({ KFW_BROKERS: '', KAFKA_URL: 'kafka://me:hunter2@kafka:9092' })).toEqual(['sasl.mechanism']);
});

it('there is a warning about credentials of the registry over http', () => {
  expect(warned({ KFW_REGISTRY_URL: 'http://me:hunter2@registry' })).toEqual(['registry.url']);
  expect(warned({ KFW_REGISTRY_URL: 'http://registry', KFW_REGISTRY_TOKEN: 'hunter2' })).toEqual(['registry.url']);
});

it('there is one warning for each certificate check that is off', () => {
  const env = {
    KFW_BROKERS: 'kafka:9092',
    KFW_CLIENT_ID: 'shop',
    KFW_TLS: 'true',
    KFW_REGISTRY_URL: 'https://registry',
  };
  const config = loadConfig({ root: '/nowhere', env });
  const { registry } = config;
  if (config.tls === undefined || registry === undefined) throw new Error('no TLS');
  const tls = { ...config.tls, rejectUnauthorized: false };

  const warnings = configWarnings({ ...config, tls, registry: { ...registry, tls } });

  expect(warnings.map(({ setting }) => setting)).toEqual(['tls.rejectUnauthorized', 'registry.tls.rejectUnauthorized']);
});

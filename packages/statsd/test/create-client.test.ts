import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient } from '../src/create-client.js';
import { type StatsdListenerOptions, withDefaults } from '../src/statsd-options.js';

const given = Object.entries(process.env).filter(([name]) => name.startsWith('DD_'));
const forget = () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('DD_')) delete process.env[name];
};
beforeEach(forget);
afterEach(() => {
  forget();
  Object.assign(process.env, Object.fromEntries(given));
});

/** What hot-shots has made of the options and the environment. */
function made(options: StatsdListenerOptions = {}, env: Readonly<Record<string, string>> = {}) {
  Object.assign(process.env, env);
  const errors: string[] = [];
  const client = createClient(withDefaults(options), (error) => errors.push(error.message));
  const internals = client as unknown as Record<string, unknown>;
  const { protocol, host, port, path, globalTags, maxBufferSize, datadog, telemetry } = internals;
  client.close(() => undefined);
  return { protocol, host, port, path, globalTags, maxBufferSize, datadog, telemetry, errors };
}

describe('createClient', () => {
  it('sends to this machine by default', () => {
    const there = {
      protocol: 'udp',
      host: '127.0.0.1',
      port: 8125,
      maxBufferSize: 1_432,
      globalTags: [],
      datadog: false,
    };
    expect(made()).toMatchObject(there);
    expect(made({ tags: 'none' })).toMatchObject(there);
  });

  it('takes agent and tags from the variables of Datadog', () => {
    const env = {
      DD_AGENT_HOST: '10.1.2.3',
      DD_DOGSTATSD_PORT: '9125',
      DD_ENV: 'production',
      DD_SERVICE: 'shop',
      DD_VERSION: '7',
    };
    expect(made({ globalTags: { team: 'billing' } }, env)).toMatchObject({
      host: '10.1.2.3',
      port: 9125,
      globalTags: ['team:billing', 'env:production', 'service:shop', 'version:7'],
      datadog: true,
      // hot-shots would count itself.
      telemetry: null,
    });
  });

  it('takes the URL of the agent before its host, and an address of the options before both', () => {
    const env = { DD_AGENT_HOST: '10.1.2.3', DD_DOGSTATSD_URL: 'udp://10.9.9.9:9999' };
    expect(made({}, env)).toMatchObject({ host: '10.9.9.9', port: 9999 });
    expect(made({ host: '10.5.5.5' }, env)).toMatchObject({ host: '10.5.5.5', port: 8125 });
  });

  it('takes a Unix socket from the options or the variable, with larger datagrams', () => {
    const socket = { protocol: 'uds', path: '/run/dsd.socket', maxBufferSize: 8_192 };
    expect(made({ path: '/run/dsd.socket' })).toMatchObject(socket);
    expect(made({}, { DD_DOGSTATSD_URL: 'unix:///run/dsd.socket' })).toMatchObject(socket);
  });

  it('ignores the variables of Datadog without tags', () => {
    const env = {
      DD_AGENT_HOST: '10.1.2.3',
      DD_DOGSTATSD_PORT: '9125',
      DD_ENV: 'production',
      DD_DOGSTATSD_URL: 'udp://10.9.9.9:9999',
    };
    expect(made({ tags: 'none' }, env)).toMatchObject({
      host: '127.0.0.1',
      port: 8125,
      globalTags: [],
      datadog: false,
    });
  });
});

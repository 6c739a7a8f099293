import { describe, expect, it } from '@jest/globals';
import type { ServerStatus } from '@kfw/core';
import { AppEndpoints } from '../../src/health/app-endpoints.js';
import { type HealthSource, healthResponse } from '../../src/health/health-response.js';

const healthy: HealthSource = {
  liveness: { alive: true, stalled: [], notPolling: [] },
  readiness: { ready: true, state: 'running', joining: [] },
  startup: { started: true, state: 'running', joining: [] },
  status: { state: 'running', groups: [] } as unknown as ServerStatus,
};
const notPolling = [{ group: 'shop_example', stalledForMs: 300_000 }];
const ill: HealthSource = {
  liveness: { alive: false, stalled: [], notPolling },
  readiness: { ready: false, state: 'running', joining: ['shop_example'] },
  startup: { started: false, state: 'connecting', joining: [] },
  status: { state: 'connecting', groups: [] } as unknown as ServerStatus,
};

const waited = 'a connection to the brokers and the registry';

const endpoints = new AppEndpoints();
const unexpected = (path: string, error: Error) => {
  throw new Error(`${path} failed`, { cause: error });
};

describe('the response', () => {
  it.each([
    ['/livez', healthy, 200, { status: 'alive' }],
    ['/livez?verbose', healthy, 200, { status: 'alive' }],
    ['/livez', ill, 503, { status: 'stalled', stalled: [], notPolling }],
    ['/readyz', healthy, 200, { status: 'ready', state: 'running' }],
    ['/startupz', healthy, 200, { status: 'started', state: 'running', joining: [] }],
    ['/startupz', ill, 503, { status: 'not started', state: 'connecting', waitingFor: waited }],
    ['/status', healthy, 200, { state: 'running', groups: [] }],
    ['/status', ill, 200, { state: 'connecting', groups: [] }],
    ['/readyz', ill, 503, { status: 'not ready', state: 'running', joining: ['shop_example'] }],
  ])('%s', async (path, server, status, body) => {
    for (const method of ['GET', 'HEAD']) {
      const response = await healthResponse({ server, endpoints }, method, path, unexpected);
      expect([response.status, JSON.parse(response.body)]).toEqual([status, body]);
    }
  });

  it.each(['/', '/live', '/livez/', '//livez', '/LIVEZ', '', undefined])('nothing at %s', async (path) => {
    const { status, body } = await healthResponse({ server: healthy, endpoints }, 'GET', path, unexpected);
    expect([status, JSON.parse(body)]).toEqual([
      404,
      { error: 'Only these are served here: /livez, /readyz, /startupz, /status.' },
    ]);
  });

  it('is a 500 without details when a status cannot be read, and the error is reported', async () => {
    const broken: HealthSource = {
      ...healthy,
      get status(): ServerStatus {
        throw new Error('password');
      },
    };
    const reported: string[] = [];
    const { status, body } = await healthResponse({ server: broken, endpoints }, 'GET', '/status', (path, error) => {
      reported.push(`${path}: ${error.message}`);
    });
    expect([status, JSON.parse(body), reported]).toEqual([500, { error: '/status failed.' }, ['/status: password']]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', undefined])('no %s', async (method) => {
    expect(await healthResponse({ server: healthy, endpoints }, method, '/livez', unexpected)).toMatchObject({
      status: 405,
      allow: 'GET, HEAD',
    });
  });
});

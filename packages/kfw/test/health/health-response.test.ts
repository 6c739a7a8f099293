import { describe, expect, it } from '@jest/globals';
import { AppEndpoints } from '../../src/health/app-endpoints.js';
import { type HealthSource, healthResponse } from '../../src/health/health-response.js';

const healthy: HealthSource = {
  liveness: { alive: true, stalled: [], notPolling: [] },
  readiness: { ready: true, state: 'running', joining: [] },
};
const notPolling = [{ group: 'shop_example', stalledForMs: 300_000 }];
const ill: HealthSource = {
  liveness: { alive: false, stalled: [], notPolling },
  readiness: { ready: false, state: 'running', joining: ['shop_example'] },
};

const endpoints = new AppEndpoints();

describe('the response', () => {
  it.each([
    ['/livez', healthy, 200, { status: 'alive' }],
    ['/livez?verbose', healthy, 200, { status: 'alive' }],
    ['/livez', ill, 503, { status: 'stalled', stalled: [], notPolling }],
    ['/readyz', healthy, 200, { status: 'ready', state: 'running' }],
    ['/readyz', ill, 503, { status: 'not ready', state: 'running', joining: ['shop_example'] }],
  ])('%s', async (path, server, status, body) => {
    for (const method of ['GET', 'HEAD']) {
      const response = await healthResponse({ server, endpoints }, method, path);
      expect([response.status, JSON.parse(response.body)]).toEqual([status, body]);
    }
  });

  it.each(['/', '/live', '/livez/', '//livez', '/LIVEZ', '', undefined])('nothing at %s', async (path) => {
    expect(await healthResponse({ server: healthy, endpoints }, 'GET', path)).toMatchObject({ status: 404 });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', undefined])('no %s', async (method) => {
    expect(await healthResponse({ server: healthy, endpoints }, method, '/livez')).toMatchObject({
      status: 405,
      allow: 'GET, HEAD',
    });
  });
});

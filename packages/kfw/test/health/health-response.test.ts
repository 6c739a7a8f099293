import { describe, expect, it } from '@jest/globals';
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

describe('the response', () => {
  it.each([
    ['/livez', healthy, 200, { status: 'alive' }],
    ['/livez?verbose', healthy, 200, { status: 'alive' }],
    ['/livez', ill, 503, { status: 'stalled', stalled: [], notPolling }],
    ['/readyz', healthy, 200, { status: 'ready', state: 'running' }],
    ['/readyz', ill, 503, { status: 'not ready', state: 'running', joining: ['shop_example'] }],
  ])('%s', (path, server, status, body) => {
    expect(healthResponse(server, 'GET', path)).toEqual({ status, body });
    expect(healthResponse(server, 'HEAD', path)).toEqual({ status, body });
  });

  it.each(['/', '/live', '/livez/', '//livez', '/LIVEZ', '', undefined])('nothing at %s', (path) => {
    expect(healthResponse(healthy, 'GET', path).status).toBe(404);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', undefined])('no %s', (method) => {
    expect(healthResponse(healthy, method, '/livez')).toMatchObject({ status: 405, allow: 'GET, HEAD' });
  });
});

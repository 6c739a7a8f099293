/** The responses of the health endpoints: two paths, two methods, and JSON that gives the reason. */
import type { Server } from '@kfw/core/internal';

export interface HealthResponse {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly allow?: string;
}

export type HealthSource = Pick<Server, 'liveness' | 'readiness'>;

/** `path` is the path of the request, with or without a query. */
export function healthResponse(
  server: HealthSource,
  method: string | undefined,
  path: string | undefined,
): HealthResponse {
  const [name] = (path ?? '').split('?', 1);
  if (name !== '/livez' && name !== '/readyz')
    return { status: 404, body: { error: 'Only /livez and /readyz are served here.' } };
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, body: { error: 'Only GET and HEAD are allowed.' }, allow: 'GET, HEAD' };
  }
  return name === '/livez' ? live(server) : ready(server);
}

function live(server: HealthSource): HealthResponse {
  const { alive, stalled, notPolling } = server.liveness;
  return alive
    ? { status: 200, body: { status: 'alive' } }
    : { status: 503, body: { status: 'stalled', stalled, notPolling } };
}

function ready(server: HealthSource): HealthResponse {
  const { ready: isReady, state, joining } = server.readiness;
  return isReady
    ? { status: 200, body: { status: 'ready', state } }
    : { status: 503, body: { status: 'not ready', state, joining } };
}

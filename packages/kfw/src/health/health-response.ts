/** The responses of the health endpoints: JSON that gives the reason, and what an app's listeners serve. */
import { type Endpoint, toError } from '@kfw/core';
import type { Server } from '@kfw/core/internal';
import type { AppEndpoints } from './app-endpoints.js';

export interface HealthResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly allow?: string;
}

export type HealthSource = Pick<Server, 'liveness' | 'readiness' | 'startup' | 'status'>;

/** What the health server serves. */
export interface Served {
  readonly server: HealthSource;
  readonly endpoints: AppEndpoints;
}

/**
 * `path` is the path of the request, with or without a query. Never rejects: `failed` gets what an endpoint throws, and the client no
 * details of it.
 */
export async function healthResponse(
  { server, endpoints }: Served,
  method: string | undefined,
  path: string | undefined,
  failed: (path: string, error: Error) => void,
): Promise<HealthResponse> {
  const [name = ''] = (path ?? '').split('?', 1);
  const endpoint = endpoints.get(name);
  const probe = probes[name];
  if (endpoint === undefined && probe === undefined) {
    const served = [...Object.keys(probes), ...endpoints.paths].join(', ');
    return json(404, { error: `Only these are served here: ${served}.` });
  }
  if (method !== 'GET' && method !== 'HEAD')
    return { ...json(405, { error: 'Only GET and HEAD are allowed.' }), allow: 'GET, HEAD' };
  try {
    if (probe !== undefined) return probe(server);
    const { status = 200, contentType = 'application/json', body } = await (endpoint as Endpoint)();
    return { status, contentType, body };
  } catch (thrown) {
    failed(name, toError(thrown));
    return failure(name);
  }
}

/** Without the message of the error, which may hold anything. */
export function failure(path: string): HealthResponse {
  return json(500, { error: `${path} failed.` });
}

const probes: Readonly<Record<string, (server: HealthSource) => HealthResponse>> = {
  '/livez': live,
  '/readyz': ready,
  '/startupz': started,
  '/status': ({ status }) => json(200, { ...status }),
};

function json(status: number, body: Readonly<Record<string, unknown>>): HealthResponse {
  return { status, contentType: 'application/json', body: `${JSON.stringify(body)}\n` };
}

function live(server: HealthSource): HealthResponse {
  const { alive, stalled, notPolling } = server.liveness;
  return alive ? json(200, { status: 'alive' }) : json(503, { status: 'stalled', stalled, notPolling });
}

function started(server: HealthSource): HealthResponse {
  const { started: hasStarted, state, joining } = server.startup;
  if (hasStarted) return json(200, { status: 'started', state, joining });
  return json(503, { status: 'not started', state, waitingFor: 'a connection to the brokers and the registry' });
}

function ready(server: HealthSource): HealthResponse {
  const { ready: isReady, state, joining } = server.readiness;
  return isReady ? json(200, { status: 'ready', state }) : json(503, { status: 'not ready', state, joining });
}

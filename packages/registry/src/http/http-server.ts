/**
 * The HTTP server: bounded in connections, and in the time and size of a request. A request is handled synchronously
 * once its body has arrived, so requests never see each other's partial changes.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { RegistryError } from '../registry-error.js';
import type { RegistryLimits } from '../registry-options.js';
import type { Store } from '../store/store.js';
import { readBody } from './read-body.js';
import { refuseForeign } from './refuse-foreign.js';
import { RegistryRequest } from './request.js';
import { compileRoutes, TextResponse } from './route.js';
import { routes } from './routes.js';

// An import of node:http reads everything that it exports, and so loads Node's WebSocket and fetch: 30 ms of a start.
const { createServer } = process.getBuiltinModule('node:http');
const match = compileRoutes(routes);

/** `names` are the host names that requests may use, besides those of the loopback. */
export function registryServer(store: Store, limits: RegistryLimits, names: readonly string[]): Server {
  const { requestTimeoutMs, maxConnections } = limits;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.max(50, Math.floor(requestTimeoutMs / 4)),
      keepAliveTimeout: requestTimeoutMs,
    },
    (request, response) => void respond({ store, limits, names }, request, response),
  );
  server.maxConnections = maxConnections;
  return server;
}

interface ServerContext {
  readonly store: Store;
  readonly limits: RegistryLimits;
  readonly names: readonly string[];
}

async function respond(context: ServerContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let status = 200;
  let result: unknown;
  try {
    result = await handle(context, request);
  } catch (thrown) {
    // A client that disconnected while sending gets no response.
    if (request.destroyed && !request.complete) return;
    const error = asRegistryError(thrown);
    status = error.status;
    result = { error_code: error.errorCode, message: error.message };
  }
  const text = Buffer.from(result instanceof TextResponse ? result.text : JSON.stringify(result));
  // The unread rest of a body would be taken for the next request.
  const closing = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length, ...closing });
  response.end(text);
}

async function handle({ store, limits, names }: ServerContext, request: IncomingMessage): Promise<unknown> {
  refuseForeign(request, names);
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  const { handler, params } = match(request.method ?? 'GET', path);
  const body = await readBody(request, limits.maxBodyBytes);
  return handler(
    new RegistryRequest(store, { params, query: new URLSearchParams(query === -1 ? '' : url.slice(query)), body }),
  );
}

function asRegistryError(thrown: unknown): RegistryError {
  if (thrown instanceof RegistryError) return thrown;
  return new RegistryError(
    500,
    50001,
    `The registry failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
  );
}

/**
 * The HTTP server behind `--health`. It serves probes and nothing else: a request must not have a body, its head is
 * bounded in size and time, and so is the number of connections, so that a client that reaches the port can do no
 * harm. A new connection replaces the oldest one: idle connections do not keep probes out.
 */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Monitor, toError } from '@kfw/core';
import { kfwError } from '../errors.js';
import { systemCode } from '../system-code.js';
import { ownPaths } from './app-endpoints.js';
import { type HealthAddress, shownAddress } from './health-address.js';
import { failure, type HealthResponse, healthResponse, type Served } from './health-response.js';

export interface HealthServer {
  /** The address on which it listens, with the actual port. */
  readonly address: string;
  /** Also ends open requests. */
  close(): Promise<void>;
}

const timeoutMs = 5_000;
const limits = {
  maxHeaderSize: 8_192,
  headersTimeout: timeoutMs,
  requestTimeout: timeoutMs,
  keepAliveTimeout: timeoutMs,
  connectionsCheckingInterval: timeoutMs,
};
/** The maximum number of connections. */
const maxConnections = 64;

const refusedBody: HealthResponse = {
  status: 413,
  contentType: 'application/json',
  body: '{"error":"A request must not have a body."}\n',
};

/** Listens until `close`. Throws `KFW_HEALTH_UNUSABLE` when it cannot; publishes `health.listening`. */
export async function serveHealth(served: Served, at: HealthAddress, monitor: Monitor): Promise<HealthServer> {
  // Loaded here, so that a server without the option starts sooner.
  const { createServer } = await import('node:http');
  const http = createServer(limits, (request, response) => void respond(served, monitor, request, response));
  limitConnections(http);
  await listen(http, at);
  const { port } = http.address() as AddressInfo;
  const address = shownAddress({ host: at.host, port });
  monitor.publish('health.listening', { address, paths: [...ownPaths, ...served.endpoints.paths] });
  return { address, close: () => close(http) };
}

/** A probe gets its response as soon as its head has arrived, so the oldest connection is an idle one. */
function limitConnections(http: HttpServer): void {
  const sockets = new Set<Socket>();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const [oldest] = sockets;
    if (sockets.size > maxConnections) oldest?.destroy();
  });
}

function listen(http: HttpServer, { host, port }: HealthAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (thrown) => {
      const failure = { address: shownAddress({ host, port }), reason: reasonOf(thrown) };
      reject(kfwError('KFW_HEALTH_UNUSABLE', failure, { cause: thrown }));
    });
    http.listen(port, host, resolve);
  });
}

function reasonOf(thrown: unknown): string {
  switch (systemCode(thrown)) {
    case 'EADDRINUSE':
      return 'the port is taken';
    case 'EACCES':
      return 'this user may not listen there';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address';
    default:
      return toError(thrown).message;
  }
}

function close(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}

async function respond(
  served: Served,
  monitor: Monitor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const failed = (path: string, error: Error) => monitor.publish('listener.failed', { listened: path, error });
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  const result = hasBody ? refusedBody : await healthResponse(served, request.method, request.url, failed);
  try {
    write(response, result, request.method, hasBody);
  } catch (thrown) {
    // A listener's status or content type that HTTP does not have.
    const [path = ''] = (request.url ?? '').split('?', 1);
    failed(path, toError(thrown));
    write(response, failure(path), request.method, hasBody);
  }
}

function write(
  response: ServerResponse,
  { status, contentType, body, allow }: HealthResponse,
  method: string | undefined,
  hasBody: boolean,
): void {
  const text = Buffer.from(body);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': text.length,
    'cache-control': 'no-store',
    ...(allow !== undefined && { allow }),
    // The body is not read.
    ...(hasBody && { connection: 'close' }),
  });
  response.end(method === 'HEAD' ? undefined : text);
}

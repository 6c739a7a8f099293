/**
 * The listener behind `--health`. It answers probes and nothing else: a request carries no body, its head is bounded in
 * size and time, and so is the number of connections, so that nobody who reaches the port can do harm with it. A new
 * connection takes the place of the oldest one: connections that ask nothing do not keep probes out.
 */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Monitor, toError } from '@kfw/core';
import { kfwError } from '../errors.js';
import { systemCode } from '../system-code.js';
import { type HealthAddress, shownAddress } from './health-address.js';
import { type HealthSource, healthResponse } from './health-response.js';

export interface HealthServer {
  /** Where it listens: the port that was taken, when any would do. */
  readonly address: string;
  /** Ends what is being answered, too. */
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
/** Most connections at once. */
const maxConnections = 64;

/** Listens until `close`. Throws `KFW_HEALTH_UNUSABLE` when it cannot; publishes `health.listening`. */
export async function serveHealth(server: HealthSource, at: HealthAddress, monitor: Monitor): Promise<HealthServer> {
  // Loaded here: a server without the option starts sooner without it.
  const { createServer } = await import('node:http');
  const http = createServer(limits, (request, response) => respond(server, request, response));
  limitConnections(http);
  await listen(http, at);
  const { port } = http.address() as AddressInfo;
  const address = shownAddress({ host: at.host, port });
  monitor.publish('health.listening', { address });
  return { address, close: () => close(http) };
}

/** A probe is answered as soon as its head is there: the oldest connection is an idle one. */
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
      return 'this user may not';
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

function respond(server: HealthSource, request: IncomingMessage, response: ServerResponse): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  const { status, body, allow } = hasBody
    ? { status: 413, body: { error: 'A request carries no body here.' } }
    : healthResponse(server, request.method, request.url);
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
    'cache-control': 'no-store',
    ...(allow !== undefined && { allow }),
    // What a body might still bring is not read.
    ...(hasBody && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

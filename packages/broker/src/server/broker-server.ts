/**
 * The TCP server: it accepts connections up to a maximum, freezes them, and checks each connection's limits every
 * second.
 */
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { BrokerState } from '../broker-state.js';
import type { Timer } from '../clock.js';
import { brokerError } from '../errors.js';
import type { Api } from '../protocol/api.js';
import { Connection, type ConnectionHost } from './connection.js';
import type { Credentials } from './credentials.js';
import type { Interceptors } from './interceptors.js';
import type { Limits } from './limits.js';
import { Sasl } from './sasl.js';

const checkEveryMs = 1_000;
const handshakeTimeoutMs = 10_000;

export interface ServerSettings {
  readonly apis: ReadonlyMap<number, Api>;
  readonly interceptors: Interceptors;
  readonly limits: Limits;
  readonly tls: TlsOptions | undefined;
  readonly credentials: Credentials | undefined;
}

export class BrokerServer implements ConnectionHost {
  readonly apis: ReadonlyMap<number, Api>;
  readonly interceptors: Interceptors;
  readonly limits: Limits;
  readonly #credentials: Credentials | undefined;
  readonly #server: NetServer;
  readonly #connections = new Set<Connection>();
  /** Includes sockets whose TLS handshake is not complete. */
  readonly #sockets = new Set<Socket>();
  #accepted = 0;
  #checks: Timer | undefined;
  #frozen = false;

  constructor(
    readonly state: BrokerState,
    { apis, interceptors, limits, tls, credentials }: ServerSettings,
  ) {
    this.apis = apis;
    this.interceptors = interceptors;
    this.limits = limits;
    this.#credentials = credentials;
    this.#server = tls === undefined ? createServer() : tlsServer(tls);
    this.#server.maxConnections = limits.maxConnections;
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => this.#accept(socket));
    this.#server.on('tlsClientError', (error: Error, socket: Socket) =>
      this.#emitClosed(socket.remoteAddress, `its TLS handshake failed: ${error.message}`),
    );
    this.#server.on('drop', (dropped) =>
      this.#emitClosed(dropped?.remoteAddress, `there are ${limits.maxConnections} connections already`),
    );
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Resolves to the port. */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: NodeJS.ErrnoException): void => {
        const reason = cause.code === 'EADDRINUSE' ? 'another program listens there' : (cause.code ?? cause.message);
        reject(brokerError('KFW_BROKER_PORT_TAKEN', { host, port, reason }, { cause }));
      };
      this.#server.once('error', fail);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', fail);
        resolve();
      });
    });
    this.#check();
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** When this resolves, every connection is closed and the port is free. */
  async close(): Promise<void> {
    this.#checks?.cancel();
    for (const connection of this.#connections) connection.close();
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  freeze(frozen: boolean): void {
    this.#frozen = frozen;
    for (const connection of this.#connections) connection.freeze();
  }

  #accept(socket: Socket): void {
    this.#accepted += 1;
    const connection = new Connection(this.#accepted, socket, this, new Sasl(this.#credentials));
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }

  #check(): void {
    const now = this.state.clock.now();
    for (const connection of this.#connections) connection.check(now);
    this.#checks = this.state.clock.after(checkEveryMs, () => this.#check());
  }

  #emitClosed(clientHost = 'unknown', reason = ''): void {
    this.state.emit({ type: 'connection-closed', clientHost, reason });
  }
}

/** Node's TLS is loaded on demand: it would double the part of Node that a start without it loads. */
function tlsServer(tls: TlsOptions): NetServer {
  const { createServer: createTlsServer } = process.getBuiltinModule('node:tls');
  return createTlsServer({ handshakeTimeout: handshakeTimeoutMs, ...tls });
}

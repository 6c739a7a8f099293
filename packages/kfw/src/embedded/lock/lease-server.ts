/**
 * Counts the processes that use an embedded broker: each holds a connection to this server. `idle` resolves when
 * there has been no connection for `idleMs`. From then on every new connection is closed without a word, and its
 * client looks for another broker.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { helloLine } from './lease.js';

export class LeaseServer {
  /** Resolves after `idleMs` without a lease; never without `idleMs`. */
  readonly idle: Promise<void>;
  readonly #leases = new Set<Socket>();
  readonly #server: Server;
  #timer: NodeJS.Timeout | undefined;
  #isClosing = false;
  #resolveIdle: () => void = () => undefined;

  private constructor(
    private readonly id: string,
    private readonly idleMs: number | undefined,
    /** The number of clients without a lease, such as kcat: they count as well. */
    private readonly otherConnections: () => number,
  ) {
    this.idle = new Promise((resolve) => {
      this.#resolveIdle = resolve;
    });
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens on a free port of this machine only. */
  static async listen(id: string, idleMs?: number, otherConnections: () => number = () => 0): Promise<LeaseServer> {
    const leases = new LeaseServer(id, idleMs, otherConnections);
    leases.#server.listen({ host: '127.0.0.1', port: 0 });
    await once(leases.#server, 'listening');
    leases.#startIdleTimer();
    return leases;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Closes all leases. */
  async close(): Promise<void> {
    this.refuse();
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#leases) socket.destroy();
    await closed;
  }

  /** Accepts no more leases. */
  refuse(): void {
    this.#isClosing = true;
    clearTimeout(this.#timer);
  }

  #accept(socket: Socket): void {
    if (this.#isClosing) {
      socket.destroy();
      return;
    }
    clearTimeout(this.#timer);
    this.#leases.add(socket);
    // A killed client resets its connection; `close` follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#leases.delete(socket);
      if (!this.#isClosing) this.#startIdleTimer();
    });
    socket.resume();
    socket.write(helloLine(this.id));
  }

  #startIdleTimer(): void {
    if (this.idleMs === undefined || this.#leases.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.otherConnections() > 0) {
        this.#startIdleTimer();
        return;
      }
      this.refuse();
      this.#resolveIdle();
    }, this.idleMs);
  }
}

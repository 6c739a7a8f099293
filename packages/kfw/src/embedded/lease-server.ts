/**
 * Counts the processes that use an embedded broker: each holds a connection to this server. When the last is gone, or
 * none has come, for `idleMs`, `idle` resolves. From then on nobody is let in any more: whoever comes is hung up on
 * without a word, and looks for another broker.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { helloOf } from './lease.js';

export class LeaseServer {
  /** Resolves when it has had no lease for `idleMs`; never without one. */
  readonly idle: Promise<void>;
  readonly #held = new Set<Socket>();
  readonly #server: Server;
  #timer: NodeJS.Timeout | undefined;
  #ending = false;
  #becomeIdle: () => void = () => undefined;

  private constructor(
    private readonly id: string,
    private readonly idleMs: number | undefined,
    /** Clients that hold no lease, such as kcat: they count too. */
    private readonly others: () => number,
  ) {
    this.idle = new Promise((resolve) => {
      this.#becomeIdle = resolve;
    });
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens on a free port of this machine alone. */
  static async listen(id: string, idleMs?: number, others: () => number = () => 0): Promise<LeaseServer> {
    const leases = new LeaseServer(id, idleMs, others);
    leases.#server.listen({ host: '127.0.0.1', port: 0 });
    await once(leases.#server, 'listening');
    leases.#wait();
    return leases;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Hangs up on everyone. */
  async close(): Promise<void> {
    this.refuse();
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#held) socket.destroy();
    await closed;
  }

  /** Lets nobody in any more. */
  refuse(): void {
    this.#ending = true;
    clearTimeout(this.#timer);
  }

  #accept(socket: Socket): void {
    if (this.#ending) {
      socket.destroy();
      return;
    }
    clearTimeout(this.#timer);
    this.#held.add(socket);
    // A client that was killed resets its connection; `close` follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#held.delete(socket);
      if (!this.#ending) this.#wait();
    });
    socket.resume();
    socket.write(helloOf(this.id));
  }

  #wait(): void {
    if (this.idleMs === undefined || this.#held.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.others() > 0) {
        this.#wait();
        return;
      }
      this.refuse();
      this.#becomeIdle();
    }, this.idleMs);
  }
}

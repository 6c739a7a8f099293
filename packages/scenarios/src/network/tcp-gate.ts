/**
 * A proxy that can be closed and opened: while it is closed, its connections are cut and new ones refused, as by a
 * server that is down. Its port stays the same.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { World } from '@kfw/test-cluster';

export class TcpGate {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  /** Open at first; closed when the scenario ends. `target` is an address as of `KFW_REGISTRY_URL`. */
  static async before(world: World, target: string): Promise<TcpGate> {
    const gate = new TcpGate(target);
    await gate.open();
    world.after(() => gate.close());
    return gate;
  }

  /** The target's address by way of this gate. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href.replace(/\/$/, '');
  }

  async open(): Promise<void> {
    const server = createServer((near) => this.#forward(near));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve) ?? resolve(undefined));
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #forward(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname);
    const ends = [near, far];
    for (const socket of ends) {
      this.#sockets.add(socket);
      const cut = () => {
        for (const end of ends) end.destroy();
      };
      socket.on('error', cut);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        cut();
      });
    }
    near.pipe(far).pipe(near);
  }
}

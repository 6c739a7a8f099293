/**
 * A proxy before a registry that misbehaves on request: it writes to bare sockets, so that it can break HTTP itself.
 * Otherwise it hands requests on. It counts them.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { World } from '@kfw/test-cluster';

export interface Asked {
  readonly socket: Socket;
  readonly method: string;
  readonly path: string;
  /** How often it was asked in this way, from 1. */
  readonly times: number;
  /** The response of the registry behind it. */
  truth(): Promise<Truth>;
}

export interface Truth {
  readonly status: number;
  readonly body: string;
}

export interface Way {
  readonly name: string;
  /** Instead of an answer. */
  readonly answer?: (asked: Asked) => unknown;
  /** Before a request has come. */
  readonly atConnect?: (socket: Socket) => void;
}

export class MisbehavingRegistry {
  readonly requests: string[] = [];
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#accept(socket));
  #way: Way | undefined;
  #times = 0;

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  /** Well at first; closed when the scenario ends. */
  static async before(world: World, target: string): Promise<MisbehavingRegistry> {
    const registry = new MisbehavingRegistry(target);
    registry.#server.listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    world.after(() => registry.#close());
    return registry;
  }

  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href.replace(/\/$/, '');
  }

  /** Connections that somebody waits on. */
  get open(): number {
    return this.#sockets.size;
  }

  /** A request that hangs in one way keeps hanging in the next. */
  misbehave(way: Way): void {
    this.#way = way;
    this.#times = 0;
  }

  behave(): void {
    this.#way = undefined;
  }

  async #close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    const { atConnect } = this.#way ?? {};
    if (atConnect !== undefined) {
      this.requests.push('a connection');
      atConnect(socket);
      return;
    }
    let got = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      got = Buffer.concat([got, chunk]);
      const end = got.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = got.toString('latin1', 0, end);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (got.length < end + 4 + length) return;
      socket.off('data', read);
      void this.#answer(socket, head, got.toString('utf8', end + 4, end + 4 + length));
    };
    socket.on('data', read);
  }

  async #answer(socket: Socket, head: string, body: string): Promise<void> {
    const [method = '', path = ''] = head.split(' ', 2);
    this.requests.push(`${method} ${path}`);
    this.#times++;
    const truth = () => this.#ask(method, path, body);
    const { answer } = this.#way ?? {};
    if (answer !== undefined) await answer({ socket, method, path, times: this.#times, truth });
    else socket.end(httpAnswer(await truth()));
  }

  async #ask(method: string, path: string, body: string): Promise<Truth> {
    const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
    const answer = await fetch(`${this.#target.origin}${path}`, { method, headers, ...(body !== '' && { body }) });
    return { status: answer.status, body: await answer.text() };
  }
}

export function httpAnswer({ status, body }: Truth, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    'content-type': 'application/vnd.schemaregistry.v1+json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  return `HTTP/1.1 ${status} Said\r\n${headerLines(all)}\r\n${body}`;
}

export function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

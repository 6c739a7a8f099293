/** A server that sends bytes of the test's choice to each connection, so that it can break HTTP itself. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export class RawServer {
  /** The head of each request. */
  readonly requests: string[] = [];
  /** Receives the whole request, as text. */
  response: (socket: Socket, request: string) => void = (socket) => socket.end();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    let got = '';
    socket.on('data', (chunk) => {
      got += chunk.toString();
      const end = got.indexOf('\r\n\r\n');
      const length = Number(/^content-length: (\d+)/im.exec(got)?.[1] ?? 0);
      if (end === -1 || got.length < end + 4 + length) return;
      this.requests.push(got.slice(0, end));
      this.response(socket, got);
      got = '';
    });
  });

  static async start(): Promise<RawServer> {
    const server = new RawServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends JSON in response to each request from now on. */
  json(json: unknown, status = 200): void {
    this.response = (socket) => socket.end(http(status, JSON.stringify(json)));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function http(status: number, body: string, headers = ''): string {
  return `HTTP/1.1 ${status} Said\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

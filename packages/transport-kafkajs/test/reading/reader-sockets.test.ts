import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { ISocketFactory } from 'kafkajs';
import { ReaderSockets } from '../../src/reading/kafkajs-reader.js';

/** A server, and a socket to it that the reader's factory has made. */
async function connected(sockets: ReaderSockets) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const connect = (): Socket =>
    sockets.factory({ host: '127.0.0.1', port, ssl: null as never, onConnect: () => undefined });
  return { server, connect };
}

const errorOf = (socket: Socket): Promise<Error> => new Promise((resolve) => socket.once('error', resolve));

describe('the sockets of a reader', () => {
  it('are closed with an error, which kafkajs notices, and so is each later one', async () => {
    const sockets = new ReaderSockets();
    const { server, connect } = await connected(sockets);
    try {
      const early = connect();
      const hungUp = errorOf(early);
      sockets.destroyAll();
      expect((await hungUp).message).toBe('The reader was closed');
      const late = errorOf(connect());
      expect((await late).message).toBe('The reader was closed');
    } finally {
      server.close();
    }
  });

  it('are those of the given factory', () => {
    const made: object[] = [];
    const factory: ISocketFactory = () => {
      const socket = { once: () => socket } as unknown as Socket;
      made.push(socket);
      return socket;
    };
    const socket = new ReaderSockets(factory).factory({} as never);
    expect(made).toEqual([socket]);
  });
});

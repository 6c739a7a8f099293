/**
 * The connections of one reader. kafkajs closes a connection only after the answer to what it asked last; whoever leaves
 * a reader waits for no answer, least of all for one of a broker that hangs.
 */
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import { socketFactory } from '../kafkajs/socket-factory.js';

export class ReaderSockets {
  readonly #open = new Set<Socket>();
  #isClosed = false;

  constructor(private readonly create: ISocketFactory = socketFactory()) {}

  readonly factory: ISocketFactory = (options) => {
    const socket: Socket = this.create(options);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    if (this.#isClosed) destroySocket(socket);
    return socket;
  };

  /** Closes all connections, and from then on each that is opened. */
  destroyAll(): void {
    this.#isClosed = true;
    for (const socket of this.#open) destroySocket(socket);
  }
}

/** With an error: kafkajs does not hear of a socket that is closed without one. */
function destroySocket(socket: Socket): void {
  socket.destroy(new Error('The reader was closed'));
}

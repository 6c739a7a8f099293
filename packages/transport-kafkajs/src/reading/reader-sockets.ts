/**
 * The connections of one reader. kafkajs closes a connection only after the answer to what it asked last; whoever leaves
 * a reader waits for no answer, least of all for one of a broker that hangs.
 */
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import { socketFactory } from '../kafkajs/socket-factory.js';

export class ReaderSockets {
  readonly #open = new Set<Socket>();
  #hungUp = false;

  constructor(private readonly create: ISocketFactory = socketFactory()) {}

  readonly factory: ISocketFactory = (options) => {
    const socket: Socket = this.create(options);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    if (this.#hungUp) hangUp(socket);
    return socket;
  };

  /** Closes all connections, and from then on each that is opened. */
  hangUp(): void {
    this.#hungUp = true;
    for (const socket of this.#open) hangUp(socket);
  }
}

/** With an error: kafkajs does not hear of a socket that is closed without one. */
function hangUp(socket: Socket): void {
  socket.destroy(new Error('The reader was closed'));
}

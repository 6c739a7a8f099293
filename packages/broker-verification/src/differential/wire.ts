/** One TCP connection to a broker: sends bytes unchanged, receives frames, and sees the end of the connection. */
import { connect, type Socket } from 'node:net';

/** A frame without its length, or the event that came instead of one. */
export type Response = Buffer | 'closed' | 'silence';

export class Wire {
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    // A reset and an end are the same here: the broker wants no more of this connection.
    socket.on('error', end);
    socket.on('end', end);
    socket.on('close', end);
  }

  static connect(port: number): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Wire(socket));
      });
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  send(bytes: Buffer): void {
    if (!this.#ended) this.socket.write(bytes);
  }

  async response(withinMs: number): Promise<Response> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const frame = this.#nextFrame();
      if (frame !== undefined) return frame;
      if (this.#ended) return 'closed';
      if (Date.now() >= deadline) return 'silence';
      await this.#change(deadline - Date.now());
    }
  }

  close(): void {
    this.#ended = true;
    this.socket.destroy();
  }

  #nextFrame(): Buffer | undefined {
    if (this.#received.length < 4) return undefined;
    const end = 4 + this.#received.readInt32BE();
    if (this.#received.length < end) return undefined;
    const frame = this.#received.subarray(4, end);
    this.#received = this.#received.subarray(end);
    return frame;
  }

  #change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

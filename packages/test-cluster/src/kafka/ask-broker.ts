/** One request of Kafka's protocol over its own connection, and its plain (non-flexible) encoding. */
import { connect } from 'node:net';

export const answerWithinMs = 5_000;

/** Sends one request to the broker at `port`, and resolves with the body of its response. */
export async function askBroker(port: number, key: number, version: number, body: Buffer): Promise<Reader> {
  const head = Buffer.concat([int16(key), int16(version), int32(1), string('kfw-scenarios')]);
  const answer = await exchange(port, Buffer.concat([int32(head.length + body.length), head, body]));
  const reader = new Reader(answer);
  reader.int32();
  reader.int32();
  return reader;
}

/** One request, one answer, one connection. */
function exchange(port: number, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: answerWithinMs });
    let answer = Buffer.alloc(0);
    socket.once('connect', () => socket.write(request));
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`no answer from 127.0.0.1:${port}`)));
    socket.once('close', () => reject(new Error(`127.0.0.1:${port} closed the connection`)));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) return;
      resolve(answer);
      socket.destroy();
    });
  });
}

/** Reads an answer from its beginning. */
export class Reader {
  #at = 0;
  constructor(readonly buffer: Buffer) {}

  int8(): number {
    this.#at += 1;
    return this.buffer.readInt8(this.#at - 1);
  }

  int16(): number {
    this.#at += 2;
    return this.buffer.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.buffer.readInt32BE(this.#at - 4);
  }

  /** Skips a list of numbers, and says how many there were. */
  int32s(): number {
    const count = Math.max(0, this.int32());
    this.#at += 4 * count;
    return count;
  }

  /** A null string reads as the empty one. */
  string(): string {
    const length = Math.max(0, this.int16());
    this.#at += length;
    return this.buffer.toString('utf8', this.#at - length, this.#at);
  }
}

export function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

export function string(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}

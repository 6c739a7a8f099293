/**
 * A connection of a well-behaved client: one request at a time, each with its response, within a bound that only a hang
 * exceeds.
 */
import { connect, type Socket } from 'node:net';
import { within } from '@kfw/test-cluster';
import { FrameBuilder } from './frame-builder.js';

/** No measure of speed: a broker that has not answered by then has hung. */
const hangsAfterMs = 60_000;

export class AskingConnection {
  readonly #socket: Socket;
  #asked = 0;
  #rest = Buffer.alloc(0);
  #onFrame: ((frame: Buffer) => void) | undefined;
  #onClosed: ((error: Error) => void) | undefined;

  constructor(port: number) {
    this.#socket = connect({ host: '127.0.0.1', port });
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#onClosed?.(error));
    this.#socket.on('close', () =>
      this.#onClosed?.(new Error('the broker closed the connection of the control client')),
    );
  }

  /** Resolves with the body of the response. */
  async ask(key: number, version: number, body: (builder: FrameBuilder) => unknown): Promise<ResponseReader> {
    const correlationId = ++this.#asked;
    const builder = new FrameBuilder(key, version, correlationId);
    body(builder);
    const response = new Promise<Buffer>((resolve, reject) => {
      this.#onFrame = resolve;
      this.#onClosed = reject;
    });
    this.#socket.write(builder.frame().bytes);
    const reader = new ResponseReader(
      await within(`a response of API ${key} for the control client`, response, hangsAfterMs),
    );
    const answered = reader.int32();
    if (answered !== correlationId) throw new Error(`API ${key}: response to ${answered} instead of ${correlationId}`);
    return reader;
  }

  close(): void {
    this.#onClosed = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (this.#rest.length < 4 || this.#rest.length < 4 + this.#rest.readInt32BE(0)) return;
    const end = 4 + this.#rest.readInt32BE(0);
    const frame = this.#rest.subarray(4, end);
    this.#rest = this.#rest.subarray(end);
    this.#onFrame?.(frame);
  }
}

/** Reads a response of the plain encoding from its beginning. */
export class ResponseReader {
  #at = 0;

  constructor(private readonly buffer: Buffer) {}

  int8(): number {
    return this.buffer.readInt8(this.#take(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#take(4));
  }

  int64(): number {
    return Number(this.buffer.readBigInt64BE(this.#take(8)));
  }

  /** A null string reads as the empty one, and so do bytes. */
  string(): string {
    return this.#bytes(this.int16()).toString();
  }

  bytes(): Buffer {
    return this.#bytes(this.int32());
  }

  array<Element>(read: () => Element): Element[] {
    return Array.from({ length: Math.max(0, this.int32()) }, read);
  }

  #bytes(length: number): Buffer {
    const start = this.#take(Math.max(0, length));
    return this.buffer.subarray(start, this.#at);
  }

  #take(count: number): number {
    this.#at += count;
    return this.#at - count;
  }
}

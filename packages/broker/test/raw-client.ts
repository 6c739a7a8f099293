/** A client that sends bytes, for tests of what a peer may do. */
import { connect, type Socket } from 'node:net';
import { FlexibleReader } from '../src/protocol/flexible-reader.js';
import { FlexibleWriter } from '../src/protocol/flexible-writer.js';
import { Reader } from '../src/protocol/reader.js';
import { Writer } from '../src/protocol/writer.js';
import { FrameSplitter } from '../src/server/frame-splitter.js';

export interface RawResponse {
  readonly correlationId: number;
  /** After the correlation id. */
  readonly body: Reader;
}

export class RawClient {
  readonly #frames = new FrameSplitter(() => 2 ** 31 - 1);
  readonly #waiting: ((frame: Buffer | undefined) => void)[] = [];
  readonly #arrived: Buffer[] = [];
  readonly closed: Promise<void>;

  private constructor(readonly socket: Socket) {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.#frames.push(chunk);
      for (let frame = this.#frames.next(); frame !== undefined; frame = this.#frames.next()) this.#arrive(frame);
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        for (const waiting of this.#waiting.splice(0)) waiting(undefined);
        resolve();
      });
    });
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect({ host: '127.0.0.1', port });
    const client = new RawClient(socket);
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  /** Sends a request with header version 1. */
  send(key: number, version: number, correlationId: number, body: (writer: Writer) => unknown = () => 0): void {
    const writer = new Writer().int16(key).int16(version).int32(correlationId).nullableString('raw');
    body(writer);
    this.socket.write(Buffer.concat(writer.frame()));
  }

  /**
   * As `send`, with header version 2 and in the flexible encoding; the header of the response ends with tags as well.
   */
  sendFlexible(key: number, version: number, correlationId: number, body: (writer: Writer) => unknown): void {
    // The client id stays in the non-flexible encoding, before the tags.
    const head = new Writer().int16(key).int16(version).int32(correlationId).nullableString('raw').frame();
    const rest = new FlexibleWriter().tags();
    body(rest);
    const bytes = Buffer.concat([...head, Buffer.concat(rest.frame()).subarray(4)]);
    bytes.writeInt32BE(bytes.length - 4);
    this.socket.write(bytes);
  }

  /** The next response; `undefined` when the connection is closed first. */
  async response(): Promise<RawResponse | undefined> {
    const frame = await this.frame();
    if (frame === undefined) return undefined;
    const body = new Reader(frame);
    return { correlationId: body.int32(), body };
  }

  /** As `response`, for requests of `sendFlexible`: the header ends with tags. */
  async flexibleResponse(): Promise<RawResponse | undefined> {
    const response = await this.response();
    if (response === undefined) return undefined;
    const { buffer, remaining } = response.body;
    const body = new FlexibleReader(buffer, buffer.length - remaining);
    body.tags();
    return { correlationId: response.correlationId, body };
  }

  frame(): Promise<Buffer | undefined> {
    const frame = this.#arrived.shift();
    if (frame !== undefined || this.socket.destroyed) return Promise.resolve(frame);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.socket.destroy();
  }

  #arrive(frame: Buffer): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#arrived.push(frame);
    else waiting(frame);
  }
}

/** Requests of a transactional producer and of its readers, frame by frame; each resolves to its codes. */
import type { ErrorCode } from '../../src/protocol/error-codes.js';
import type { Reader } from '../../src/protocol/reader.js';
import type { Writer } from '../../src/protocol/writer.js';
import { type BatchGiven, makeBatch } from '../log/batches.js';
import { RawClient } from '../raw-client.js';

export interface Given {
  readonly id?: string;
  readonly producerId: number;
  readonly epoch: number;
}

export const transactional = 0x10;

export class TxnClient {
  private constructor(private readonly raw: RawClient) {}

  static async connect(port: number): Promise<TxnClient> {
    return new TxnClient(await RawClient.connect(port));
  }

  close(): void {
    this.raw.close();
  }

  async createTopic(name: string, partitions = 1, settings: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.#ask(19, 2, (writer) => {
      writer.array([name], () => {
        writer.string(name).int32(partitions).int16(1).int32(0);
        writer.array(Object.entries(settings), ([key, value]) => writer.string(key).string(value));
      });
      writer.int32(1_000).boolean(false);
    });
  }

  async deleteTopic(name: string): Promise<void> {
    await this.#ask(20, 1, (writer) => writer.array([name], () => writer.string(name)).int32(1_000));
  }

  async begin(id: string | null = 'payments', timeoutMs = 60_000): Promise<Given & { readonly code: number }> {
    const body = await this.#ask(22, 1, (writer) => writer.nullableString(id).int32(timeoutMs));
    body.int32();
    return { code: body.int16(), producerId: body.int64(), epoch: body.int16(), ...(id === null ? {} : { id }) };
  }

  /** The code of each partition. */
  async addPartitions(given: Given, partitions: readonly number[] = [0], topic = 'orders'): Promise<number[]> {
    const body = await this.#ask(24, 1, (writer) => {
      this.#producer(writer, given);
      writer.array([topic], (name) => writer.string(name).array(partitions, (index) => writer.int32(index)));
    });
    body.int32();
    return codesOf(body);
  }

  async addOffsets(given: Given, group: string): Promise<number> {
    const body = await this.#ask(25, 1, (writer) => this.#producer(writer, given).string(group));
    body.int32();
    return body.int16();
  }

  /** Offsets by partition of `orders`; the code of each. */
  async commitOffsets(given: Given, group: string, offsets: Readonly<Record<number, number>>): Promise<number[]> {
    const body = await this.#ask(28, 2, (writer) => {
      const { id = 'payments', producerId, epoch } = given;
      writer.string(id).string(group).int64(producerId).int16(epoch);
      writer.array(['orders'], (name) => {
        writer.string(name).array(Object.entries(offsets), ([partition, offset]) => {
          writer.int32(Number(partition)).int64(offset).int32(-1).nullableString(null);
        });
      });
    });
    body.int32();
    return codesOf(body);
  }

  async end(given: Given, isCommit: boolean): Promise<number> {
    const body = await this.#ask(26, 1, (writer) => this.#producer(writer, given).boolean(isCommit));
    body.int32();
    return body.int16();
  }

  /** One batch in the producer's transaction, unless `batch` says otherwise; `id` null sends no transactional id. */
  async produce(
    given: Given & { readonly id?: string | null },
    batch: BatchGiven = {},
    { topic = 'orders', partition = 0 } = {},
  ): Promise<{ code: ErrorCode; baseOffset: number }> {
    const { id = 'payments', producerId, epoch } = given;
    const ofProducer = { producerId, producerEpoch: epoch, attributes: transactional, timestamps: [Date.now()] };
    const body = await this.#ask(0, 7, (writer) => {
      writer.nullableString(id).int16(-1).int32(1_000).int32(1).string(topic);
      writer
        .int32(1)
        .int32(partition)
        .bytes(makeBatch({ ...ofProducer, ...batch }));
    });
    body.int32();
    body.string();
    body.int32();
    body.int32();
    return { code: body.int16() as ErrorCode, baseOffset: body.int64() };
  }

  /** OffsetCommit without a member. */
  async commitOutside(group: string, offsets: Readonly<Record<number, number>>): Promise<void> {
    await this.#ask(8, 2, (writer) => {
      writer.string(group).int32(-1).string('').int64(-1);
      writer.array(['orders'], (name) => {
        writer.string(name).array(Object.entries(offsets), ([partition, offset]) => {
          writer.int32(Number(partition)).int64(offset).nullableString('');
        });
      });
    });
  }

  async committed(group: string, partition = 0): Promise<number> {
    const body = await this.#ask(9, 1, (writer) => {
      writer
        .string(group)
        .array(['orders'], (name) => writer.string(name).array([partition], (index) => writer.int32(index)));
    });
    body.int32();
    body.string();
    body.int32();
    body.int32();
    return body.int64();
  }

  async latest(isolation: number, partition = 0): Promise<number> {
    const body = await this.#ask(2, 2, (writer) => {
      writer.int32(-1).int8(isolation);
      writer.array(['orders'], (name) =>
        writer.string(name).array([partition], (index) => writer.int32(index).int64(-1)),
      );
    });
    for (let skipped = 0; skipped < 2; skipped++) body.int32();
    body.string();
    for (let skipped = 0; skipped < 2; skipped++) body.int32();
    body.int16();
    body.int64();
    return body.int64();
  }

  /** Sends a fetch of version 4; `fetched` reads the response. */
  askFetch(offset: number, { partition = 0, isolation = 1, maxWaitMs = 0, topic = 'orders' } = {}): void {
    this.raw.send(1, 4, 0, (writer) => {
      writer.int32(-1).int32(maxWaitMs).int32(1).int32(10_000_000).int8(isolation).int32(1).string(topic).int32(1);
      writer.int32(partition).int64(offset).int32(10_000_000);
    });
  }

  async fetched(): Promise<Fetched> {
    const body = await this.#response();
    for (let skipped = 0; skipped < 2; skipped++) body.int32();
    body.string();
    for (let skipped = 0; skipped < 2; skipped++) body.int32();
    const head = { code: body.int16(), endOffset: body.int64(), stableOffset: body.int64() };
    const aborted = body.nullableArray(() => ({ producerId: body.int64(), firstOffset: body.int64() })) ?? [];
    return { ...head, aborted, records: Buffer.from(body.bytes()) };
  }

  fetch(offset: number, given?: Parameters<TxnClient['askFetch']>[1]): Promise<Fetched> {
    this.askFetch(offset, given);
    return this.fetched();
  }

  /** Sends a request in the flexible encoding. `read` must read the response to its end, except for its final tags. */
  async askFlexible<T>(
    key: number,
    version: number,
    body: (writer: Writer) => unknown,
    read: (reader: Reader) => T,
  ): Promise<T> {
    this.raw.sendFlexible(key, version, 0, (writer) => {
      body(writer);
      writer.tags();
    });
    const response = await this.raw.flexibleResponse();
    if (response === undefined) throw new Error('the broker gave no response');
    const found = read(response.body);
    response.body.tags();
    if (response.body.remaining > 0) throw new Error(`${response.body.remaining} bytes too many`);
    return found;
  }

  #producer(writer: Writer, { id = 'payments', producerId, epoch }: Given): Writer {
    return writer.string(id).int64(producerId).int16(epoch);
  }

  async #ask(key: number, version: number, body: (writer: Writer) => unknown): Promise<Reader> {
    this.raw.send(key, version, 0, body);
    return this.#response();
  }

  async #response(): Promise<Reader> {
    const response = await this.raw.response();
    if (response === undefined) throw new Error('the broker gave no response');
    return response.body;
  }
}

export interface Fetched {
  readonly code: number;
  readonly endOffset: number;
  readonly stableOffset: number;
  readonly aborted: readonly { readonly producerId: number; readonly firstOffset: number }[];
  readonly records: Buffer;
}

const codesOf = (body: Reader): number[] =>
  body
    .array(() => {
      body.string();
      return body.array(() => {
        body.int32();
        return body.int16();
      });
    })
    .flat();

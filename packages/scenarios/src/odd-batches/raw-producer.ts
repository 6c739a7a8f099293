/** Sends batches unchanged and reports the outcome of each (Produce v3): for bytes that no client would send. */
import { AskingConnection } from '@kfw/broker-verification';

export interface RawBatchFor {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: Buffer;
}

const produceKey = 0;
const version = 3;
const waitsMs = 10_000;

export class RawProducer {
  #connection: AskingConnection | undefined;

  constructor(private readonly port: number) {}

  /** The base offset of each batch; `undefined` where it was refused. At most one batch of each partition. */
  async produce(batches: readonly RawBatchFor[]): Promise<(number | undefined)[]> {
    try {
      return await this.#ask(batches);
    } catch {
      // A broker may close the connection over one batch, and with it refuse the others of its request.
      this.close();
      if (batches.length === 1) return [undefined];
      const alone: (number | undefined)[] = [];
      for (const batch of batches) alone.push(...(await this.produce([batch])));
      return alone;
    }
  }

  async #ask(batches: readonly RawBatchFor[]): Promise<(number | undefined)[]> {
    const topics = [...Map.groupBy(batches, ({ topic }) => topic)];
    this.#connection ??= new AskingConnection(this.port);
    const response = await this.#connection.ask(produceKey, version, (body) =>
      body
        .string(null)
        .int16(-1)
        .int32(waitsMs)
        .array(topics, ([topic, partitions]) =>
          body.string(topic).array(partitions, ({ partition, bytes }) => body.int32(partition).bytes(bytes)),
        ),
    );
    const offsets = new Map<string, number>();
    response.array(() => {
      const topic = response.string();
      response.array(() => {
        const partition = response.int32();
        const code = response.int16();
        const offset = response.int64();
        response.int64();
        if (code === 0) offsets.set(`${topic}/${partition}`, offset);
      });
    });
    return batches.map(({ topic, partition }) => offsets.get(`${topic}/${partition}`));
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}

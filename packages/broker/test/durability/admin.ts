/** Requests about topics, settings, records and groups, for tests that kill the broker: each resolves to its code. */
import type { Reader } from '../../src/protocol/reader.js';
import type { Writer } from '../../src/protocol/writer.js';
import type { RawClient } from '../raw-client.js';

export class Admin {
  constructor(private readonly raw: RawClient) {}

  async topics(): Promise<{ name: string; partitions: number }[]> {
    const body = await this.#ask(3, 1, (writer) => writer.int32(-1));
    body.array(() => [body.int32(), body.string(), body.int32(), body.nullableString()]);
    body.int32();
    return body.array(() => {
      body.int16();
      const name = body.string();
      body.boolean();
      const partitions = body.array(() => {
        body.int16();
        const index = body.int32();
        body.int32();
        for (let list = 0; list < 2; list++) body.array(() => body.int32());
        return index;
      });
      return { name, partitions: partitions.length };
    });
  }

  async create(name: string, partitions: number, settings: Readonly<Record<string, string>> = {}): Promise<number> {
    const body = await this.#ask(19, 1, (writer) => {
      writer.array([name], () => {
        writer.string(name).int32(partitions).int16(1).int32(0);
        writer.array(Object.entries(settings), ([key, value]) => writer.string(key).string(value));
      });
      writer.int32(1_000).boolean(false);
    });
    return body.array(() => [body.string(), body.int16(), body.nullableString()][1] as number)[0] ?? -1;
  }

  async delete(name: string): Promise<number> {
    const body = await this.#ask(20, 0, (writer) => writer.array([name], () => writer.string(name)).int32(1_000));
    return body.array(() => [body.string(), body.int16()][1] as number)[0] ?? -1;
  }

  /** To this total. */
  async grow(name: string, partitions: number): Promise<number> {
    const body = await this.#ask(37, 0, (writer) => {
      writer.array([name], () => writer.string(name).int32(partitions).int32(-1));
      writer.int32(1_000).boolean(false);
    });
    body.int32();
    return body.array(() => [body.string(), body.int16(), body.nullableString()][1] as number)[0] ?? -1;
  }

  /** Exactly these, everything else by default. */
  async configure(name: string, settings: Readonly<Record<string, string>>): Promise<number> {
    const body = await this.#ask(33, 0, (writer) => {
      writer.array([name], () => {
        writer.int8(2).string(name);
        writer.array(Object.entries(settings), ([key, value]) => writer.string(key).string(value));
      });
      writer.boolean(false);
    });
    body.int32();
    const [code = -1] = body.array(() => {
      const found = body.int16();
      body.nullableString();
      body.int8();
      body.string();
      return found;
    });
    return code;
  }

  /** The overrides of a topic. */
  async overrides(name: string): Promise<Record<string, string>> {
    const body = await this.#ask(32, 1, (writer) => {
      writer.array([name], () => writer.int8(2).string(name).int32(-1)).boolean(false);
    });
    body.int32();
    const [settings = []] = body.array(() => {
      body.int16();
      body.nullableString();
      body.int8();
      body.string();
      return body.array(() => {
        const setting = [body.string(), body.nullableString() ?? ''] as const;
        body.boolean();
        const isSet = body.int8() === 1;
        body.boolean();
        body.array(() => [body.string(), body.nullableString(), body.int8()]);
        return { setting, isSet };
      });
    });
    return Object.fromEntries(settings.filter(({ isSet }) => isSet).map(({ setting }) => setting));
  }

  async deleteRecords(name: string, partition: number, before: number): Promise<number> {
    const body = await this.#ask(21, 0, (writer) => {
      writer.array([name], () => writer.string(name).array([partition], (at) => writer.int32(at).int64(before)));
      writer.int32(1_000);
    });
    body.int32();
    return body.array(() => {
      body.string();
      return body.array(() => [body.int32(), body.int64(), body.int16()][2] as number);
    })[0]?.[0] as number;
  }

  /** The first offset of a partition. */
  async earliest(topic: string, partition: number): Promise<number> {
    const body = await this.#ask(2, 1, (writer) => {
      writer.int32(-1);
      writer.array([topic], () => writer.string(topic).array([partition], (at) => writer.int32(at).int64(-2)));
    });
    const offsets = body.array(() => {
      body.string();
      return body.array(() => [body.int32(), body.int16(), body.int64(), body.int64()][3] as number);
    });
    return offsets.flat()[0] ?? -1;
  }

  /** For each partition from the first on, without a member. */
  async commit(group: string, topic: string, offsets: readonly number[], metadata = ''): Promise<number[]> {
    const body = await this.#ask(8, 2, (writer) => {
      writer.string(group).int32(-1).string('').int64(-1);
      writer.array([topic], () => {
        writer.string(topic);
        writer.array([...offsets.entries()], ([partition, offset]) =>
          writer.int32(partition).int64(offset).nullableString(metadata),
        );
      });
    });
    return body
      .array(() => {
        body.string();
        return body.array(() => [body.int32(), body.int16()][1] as number);
      })
      .flat();
  }

  /** All offsets of a group, by topic and partition. */
  async committed(group: string): Promise<Record<string, number>> {
    const body = await this.#ask(9, 2, (writer) => writer.string(group).int32(-1));
    const found = body
      .array(() => {
        const topic = body.string();
        return body.array(() => {
          const topicPartition = `${topic}/${body.int32()}`;
          const offset = body.int64();
          body.nullableString();
          body.int16();
          return [topicPartition, offset] as const;
        });
      })
      .flat();
    return Object.fromEntries(found.toSorted(([one], [other]) => one.localeCompare(other)));
  }

  async deleteGroup(group: string): Promise<number> {
    const body = await this.#ask(42, 0, (writer) => writer.array([group], () => writer.string(group)));
    body.int32();
    return body.array(() => [body.string(), body.int16()][1] as number)[0] ?? -1;
  }

  /** The codes of the partitions; of the group alone, when the request is rejected. */
  async deleteOffsets(group: string, topic: string, partitions: readonly number[]): Promise<number[]> {
    const body = await this.#ask(47, 0, (writer) => {
      writer.string(group);
      writer.array([topic], () => writer.string(topic).array(partitions, (partition) => writer.int32(partition)));
    });
    const code = body.int16();
    body.int32();
    const codes = body.array(() => {
      body.string();
      return body.array(() => [body.int32(), body.int16()][1] as number);
    });
    return code === 0 ? codes.flat() : [code];
  }

  async #ask(key: number, version: number, body: (writer: Writer) => unknown): Promise<Reader> {
    this.raw.send(key, version, 0, body);
    const response = await this.raw.response();
    if (response === undefined) throw new Error('the broker gave no response');
    return response.body;
  }
}

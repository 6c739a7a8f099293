import { describe, expect, it } from '@jest/globals';
import { builtInCodecs } from '../../src/payloads/built-in-codecs.js';
import { json } from '../../src/payloads/schemas.js';
import type { Codec } from '../../src/ports/codec.js';
import type { ReadBatch } from '../../src/ports/transport.js';
import type { ReadTopicOptions } from '../../src/reading/read-options.js';
import type { ReaderContext } from '../../src/reading/reader-context.js';
import { TopicReading } from '../../src/reading/topic-reading.js';
import { Codecs } from '../../src/routing/schemas/codecs.js';
import { batch, fakeReader, limits } from './fake-reader.js';

function setUp<P = Buffer>(
  batches: () => AsyncIterable<ReadBatch>,
  options: ReadTopicOptions<P> = {},
  over: Partial<ReaderContext> = {},
) {
  const reader = fakeReader({ 0: [0, 10], 1: [0, 10] }, batches);
  const seen = { opened: 0, closed: 0 };
  const ground: ReaderContext = {
    transport: { reader: () => reader },
    codecs: new Codecs(builtInCodecs),
    limits,
    close: async () => {
      seen.closed++;
    },
    ...over,
  };
  const reading = new TopicReading<P>('users', options, () => {
    seen.opened++;
    return ground;
  });
  return { reading, reader, seen };
}

async function* twoBatches(): AsyncGenerator<ReadBatch> {
  yield batch(0, 0, '{"id":1}', null);
  yield batch(1, 7, '{"id":2}');
}

async function* oneAndThenNothing(): AsyncGenerator<ReadBatch> {
  yield batch(0, 0, 'a');
  await new Promise<never>(() => {});
}

describe('a reading of a topic', () => {
  it('yields messages like those of consumers, and closes what it opened', async () => {
    const { reading, reader, seen } = setUp<{ id: number }>(twoBatches, { schema: json<{ id: number }>() });
    expect(seen.opened).toBe(0);
    const read: unknown[] = [];
    for await (const { topic, partition, offset, key, payload, isTombstone, attempt, timestamp } of reading)
      read.push([topic, partition, offset, key, payload, isTombstone, attempt, timestamp.getTime()]);
    expect(read).toEqual([
      ['users', 0, 0, 'k', { id: 1 }, false, 1, 1_000],
      ['users', 0, 1, 'k', null, true, 1, 1_000],
      ['users', 1, 7, 'k', { id: 2 }, false, 1, 1_000],
    ]);
    expect([seen, reader.closed, reader.growing]).toEqual([{ opened: 1, closed: 1 }, 1, false]);
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  it('gives payloads as bytes without a schema, and fails where a payload is read that is not of its schema', async () => {
    const bytes = setUp(twoBatches);
    expect((await bytes.reading.next()).value?.payload).toEqual(Buffer.from('{"id":1}'));
    await bytes.reading.return();
    const wrong = setUp(oneAndThenNothing, { schema: json() });
    const { value } = await wrong.reading.next();
    expect(() => value?.payload).toThrow(expect.objectContaining({ code: 'KFW_DECODE_FAILED' }));
    await wrong.reading.return();
  });

  it('has the schemas ready before it hands a message over', async () => {
    const prepared: number[] = [];
    const [plain] = builtInCodecs;
    const codec: Codec = {
      ...(plain as Codec),
      format: 'slow',
      reader: () => ({
        prepare: async (records) => {
          await new Promise(setImmediate);
          prepared.push(records.length);
        },
        decode: () => prepared.length,
      }),
    };
    const slow = { schema: { format: 'slow', name: 'slow' } };
    const { reading } = setUp<unknown>(twoBatches, slow, { codecs: new Codecs([...builtInCodecs, codec]) });
    expect((await reading.next()).value?.payload).toBe(1);
    await reading.return();
    expect(prepared).toEqual([2]);
  });

  it('follows partitions that are added, unless told which to read', async () => {
    const all = setUp(twoBatches, { follow: true });
    await all.reading.next();
    expect(all.reader.growing).toBe(true);
    await all.reading.return();
    const some = setUp(twoBatches, { follow: true, partitions: [0] });
    await some.reading.next();
    expect(some.reader.growing).toBe(false);
    await some.reading.return();
  });

  it('closes when its loop is left', async () => {
    const { reading, reader, seen } = setUp(oneAndThenNothing, { follow: true });
    for await (const _message of reading) break;
    expect([seen.closed, reader.closed > 0]).toEqual([1, true]);
  });

  it('closes when its loop throws', async () => {
    const { reading, seen } = setUp(oneAndThenNothing);
    const loop = async () => {
      for await (const { offset } of reading) throw new Error(`at ${offset}`);
    };
    await expect(loop()).rejects.toThrow('at 0');
    expect(seen.closed).toBe(1);
  });

  it('ends while a message is waited for, by return and by its signal', async () => {
    const left = setUp(oneAndThenNothing);
    await left.reading.next();
    const waiting = left.reading.next();
    expect(await left.reading.return()).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });

    const controller = new AbortController();
    const aborted = setUp(oneAndThenNothing, { signal: controller.signal });
    await aborted.reading.next();
    const next = aborted.reading.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect([left.seen.closed, aborted.seen.closed]).toEqual([1, 1]);
  });

  it('hands over nothing of a batch after its signal has fired', async () => {
    const controller = new AbortController();
    const { reading } = setUp(twoBatches, { signal: controller.signal });
    await reading.next();
    controller.abort();
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  it('opens nothing when its signal has fired before it begins', async () => {
    const { reading, seen } = setUp(twoBatches, { signal: AbortSignal.abort() });
    expect(await reading.next()).toEqual({ done: true, value: undefined });
    expect(seen).toEqual({ opened: 0, closed: 0 });
  });

  it('rejects with what keeps it from reading, and closes', async () => {
    const failing = async function* (): AsyncGenerator<ReadBatch> {
      yield batch(0, 0, 'a');
      throw new Error('the leader is gone');
    };
    const { reading, reader, seen } = setUp(failing);
    await reading.next();
    await expect(reading.next()).rejects.toThrow('the leader is gone');
    expect([seen.closed, reader.closed]).toEqual([1, 1]);
    const unknown = setUp(twoBatches, { partitions: [5] });
    await expect(unknown.reading.next()).rejects.toMatchObject({ code: 'KFW_PARTITION_INVALID' });
    expect(unknown.seen.closed).toBe(1);
  });

  it('gives all messages at once', async () => {
    const { reading, seen } = setUp(twoBatches);
    expect((await reading.toArray()).map(({ offset }) => offset)).toEqual([0, 1, 7]);
    expect(seen.closed).toBe(1);
  });

  it('is closed at the end of a block that uses it', async () => {
    const { reading, seen } = setUp(oneAndThenNothing);
    {
      await using messages = reading;
      await messages.next();
    }
    expect(seen.closed).toBe(1);
  });
});

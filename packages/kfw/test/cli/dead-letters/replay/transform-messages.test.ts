import { describe, expect, it } from '@jest/globals';
import { headersByName, type RawRecord, type Schema } from '@kfw/core';
import { builtInCodecs, Codecs, json, text } from '@kfw/core/internal';
import { parseDeadLetter } from '@kfw/operating';
import { LetterDecoding } from '../../../../src/cli/dead-letters/letter-message.js';
import { type TransformFunction, transformOf } from '../../../../src/cli/dead-letters/replay/transform-messages.js';
import type { DecodingCluster } from '../../../../src/cli/decoding/message-decoding.js';

const codecs = new Codecs(builtInCodecs);
const headerEntries = [
  [Buffer.from('trace'), Buffer.from('x')],
  [Buffer.from('trace'), null],
] as const;
const original = { key: Buffer.from('one'), value: Buffer.from('{"total": 5}'), headerEntries };

function transformed(
  transform: TransformFunction,
  { value = original.value, schemas = {} }: { value?: Buffer; schemas?: Readonly<Record<string, Schema>> } = {},
) {
  const source = { 'kfw-source-topic': Buffer.from('orders') };
  const record: RawRecord = { ...original, value, offset: 7, timestamp: 1_000, headers: source, sizeBytes: 0 };
  const letter = parseDeadLetter({ topic: 'dead', partition: 0 }, { ...record, headerEntries: undefined });
  const cluster = {
    codecs,
    declared: { of: (topic: string, side: string) => (side === 'value' ? schemas[topic] : undefined) },
    config: { registry: undefined },
    nameInCode: (topic: string) => topic,
  } as unknown as DecodingCluster;
  const destination = { topicOf: async () => 'target' };
  const decoding = new LetterDecoding(cluster, 'dead');
  return transformOf(cluster, { transform, decoding, destination })({ ...original, value }, letter);
}

describe('a transform', () => {
  it('keeps the bytes of what it does not change', async () => {
    const returned = await transformed((message) => ({ ...message, payload: { total: 5 } }));
    expect(returned).toEqual(original);
    expect(returned?.headerEntries).toBe(headerEntries);
  });

  it('may change the payload in place, and the key', async () => {
    const returned = await transformed((message) => {
      (message.payload as { total: number }).total = 6;
      message.key = 'two';
      return message;
    });
    expect([String(returned?.value), String(returned?.key)]).toEqual(['{"total":6}', 'two']);
  });

  it('sees the letter, and headers without those of the failure', async () => {
    await transformed((message) => {
      expect(message).toMatchObject({
        topic: 'dead',
        partition: 0,
        offset: 7,
        replayCount: 0,
        source: { topic: 'orders' },
      });
      expect(message.headers).toEqual({ trace: ['x', ''] });
      return message;
    });
  });

  it('writes the headers that it returns', async () => {
    const returned = await transformed((message) => ({ ...message, headers: { by: 'hand', bytes: Buffer.from([1]) } }));
    expect(headersByName(returned?.headerEntries ?? [])).toEqual({ by: Buffer.from('hand'), bytes: Buffer.from([1]) });
  });

  it('encodes by the schema of the target, else by that of the source', async () => {
    const wrap = (message: { payload: unknown }) => ({ ...message, payload: 'new' }) as never;
    const target = await transformed(wrap, { schemas: { target: json(), orders: json() } });
    expect(String(target?.value)).toBe('"new"');
    const source = await transformed(wrap, { schemas: { orders: text() } });
    expect(String(source?.value)).toBe('new');
  });

  it('cannot change what was written with a schema that is not known', async () => {
    const value = Buffer.concat([Buffer.alloc(5), Buffer.from('avro')]);
    const changed = transformed((message) => ({ ...message, payload: { total: 1 } }), { value });
    await expect(changed).rejects.toMatchObject({ code: 'KFW_TRANSFORM_UNENCODED' });
  });

  it('drops a message with null, and makes a tombstone of a null payload', async () => {
    expect(await transformed(() => null)).toBeNull();
    expect((await transformed((message) => ({ ...message, payload: null })))?.value).toBeNull();
  });

  it.each<[unknown, RegExp]>([
    [undefined, /it returned undefined/],
    [{ payload: 1, headers: {} }, /an object that lacks one of them/],
    ['text', /it returned string/],
  ])('must not return %j', async (returned, message) => {
    await expect(transformed(() => returned)).rejects.toThrow(message);
  });
});

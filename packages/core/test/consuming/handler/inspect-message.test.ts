import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ConsumedMessage } from '../../../src/consuming/handler/consumed-message.js';
import { MessageBatch } from '../../../src/consuming/handler/message-batch.js';
import { coreErrorTable } from '../../../src/errors/core-errors.js';
import { KfwError } from '../../../src/errors/kfw-error.js';
import type { Codec } from '../../../src/ports/codec.js';
import type { RawRecord } from '../../../src/ports/records.js';

const reader = (decode: (bytes: Buffer) => unknown): ReturnType<Codec['reader']> => ({
  prepare: () => undefined,
  decode,
});
const asJson = reader((bytes) => JSON.parse(bytes.toString()));
const asText = reader(String);
const broken = reader(() => {
  throw new KfwError(
    'KFW_DECODE_FAILED',
    coreErrorTable.KFW_DECODE_FAILED({ what: 'It', reason: 'no "bytes"\u001b[2J' }),
  );
});

const record: RawRecord = {
  offset: 5,
  timestamp: 1_000,
  key: Buffer.from('1'),
  value: Buffer.from('{"id":1,"tags":{"a":{"b":["c"]}}}'),
  headers: { source: Buffer.from('web'), tags: [Buffer.from('a'), Buffer.from('b')] },
  sizeBytes: 40,
};
const message = (of: Partial<RawRecord> = {}, value = asJson, key = asText) =>
  new ConsumedMessage({ ...record, ...of }, { value, key }, 'users', 3, 2_000);

describe('a message', () => {
  it('is serialized with topic, partition, offset, time, key, headers and payload', () => {
    expect(JSON.parse(JSON.stringify(message()))).toEqual({
      topic: 'users',
      partition: 3,
      offset: 5,
      timestamp: '1970-01-01T00:00:01.000Z',
      key: '1',
      headers: { source: 'web', tags: ['a', 'b'] },
      payload: { id: 1, tags: { a: { b: ['c'] } } },
    });
  });

  it('is inspected with the same fields, to the requested depth', () => {
    const shown = inspect(message(), { breakLength: Number.POSITIVE_INFINITY, compact: 10, depth: 5 });
    expect(shown).toBe(
      "Message { topic: 'users', partition: 3, offset: 5, timestamp: 1970-01-01T00:00:01.000Z, key: '1', " +
        "headers: { source: 'web', tags: [ 'a', 'b' ] }, payload: { id: 1, tags: { a: { b: [ 'c' ] } } } }",
    );
    expect(inspect(message())).toContain('tags: { a: [Object] }');
    expect(inspect([[message()]], { depth: 1 })).toBe('[ [ [Message users[3] 5] ] ]');
    expect(inspect(message(), { depth: null })).toContain("b: [ 'c' ]");
    expect(`${inspect(new MessageBatch('users', 3, [message()], 5, 5, 6))}`).toContain("key: '1'");
  });

  it('shows null for a tombstone and for a missing key', () => {
    const tombstone = message({ value: null, key: null });
    expect(JSON.parse(JSON.stringify(tombstone))).toMatchObject({ key: null, payload: null });
    expect(inspect(tombstone)).toContain('payload: null');
  });

  it('shows the number of deliveries when it is more than one', () => {
    const retried = message();
    retried.countFailure();
    expect(JSON.parse(JSON.stringify(retried))).toMatchObject({ attempt: 2 });
  });

  it('prints the reason in place of an undecodable part, and does not throw', () => {
    const unreadable = message({}, broken, broken);
    expect(JSON.parse(JSON.stringify(unreadable))).toMatchObject({
      offset: 5,
      key: null,
      payload: null,
      keyError: expect.stringContaining('It cannot be decoded: no "bytes"'),
      payloadError: expect.stringContaining('It cannot be decoded: no "bytes"'),
    });
    const shown = inspect(unreadable);
    expect(shown).toContain(String.raw`payload: <'It cannot be decoded: no "bytes"\x1B[2J'>`);
    expect(shown).not.toContain('\u001b');
    expect(() => unreadable.payload).toThrow('cannot be decoded');
  });

  it('is serialized with any value that its codec returns', () => {
    const loop: Record<string, unknown> = { big: 2n ** 60n, bytes: Buffer.from('a'), nan: Number.NaN };
    loop.map = new Map([['a', new Set([1n])]]);
    loop.again = loop;
    loop.at = new Date(Number.NaN);
    expect(
      JSON.parse(
        JSON.stringify(
          message(
            {},
            reader(() => loop),
          ),
        ),
      ),
    ).toMatchObject({
      payload: {
        big: '1152921504606846976',
        bytes: 'YQ==',
        nan: 'NaN',
        map: [['a', ['1']]],
        again: '…',
        at: 'Invalid Date',
      },
    });
  });

  it('is serialized and inspected with a timestamp that no Date can hold', () => {
    const odd = message({ timestamp: 9e15 });
    expect(JSON.parse(JSON.stringify(odd))).toMatchObject({ timestamp: null });
    expect(inspect(odd)).toContain('timestamp: null');
  });
});

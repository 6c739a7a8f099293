/** Sizes are those of an encoder that was written apart from them, by Kafka's protocol guide. */
import { describe, expect, it } from '@jest/globals';
import type { OutboundRecord } from '@kfw/core';
import fc from 'fast-check';
import { loneRecordSize } from '../../src/record-batch/record-sizes.js';

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

const sized = (bytes: Buffer | null): Buffer =>
  bytes === null ? Buffer.from(varint(-1)) : Buffer.concat([Buffer.from(varint(bytes.length)), bytes]);

function encoded({ key, value, headerEntries = [], headers }: OutboundRecord): Buffer {
  const asSent = headerEntries.map((entry) => Buffer.concat(entry.map(sized)));
  const named = Object.entries(headers).flatMap(([name, given]) =>
    (Array.isArray(given) ? (given as (Buffer | string)[]) : [given as Buffer | string]).map((each) =>
      Buffer.concat([sized(Buffer.from(name)), sized(Buffer.from(each as string))]),
    ),
  );
  const pairs = [...asSent, ...named];
  const body = Buffer.concat([
    Buffer.from([0, 0, 0]),
    sized(key),
    sized(value),
    Buffer.from(varint(pairs.length)),
    ...pairs,
  ]);
  return sized(body);
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const header = fc.oneof(bytes, fc.string({ unit: 'binary' }));

describe('loneRecordSize', () => {
  it('is exact for any record', () => {
    fc.assert(
      fc.property(
        fc.record({
          key: fc.option(bytes),
          value: fc.option(bytes),
          headerEntries: fc.option(fc.array(fc.tuple(bytes, fc.option(bytes))), { nil: undefined }),
          headers: fc.dictionary(fc.string({ unit: 'binary' }), fc.oneof(header, fc.array(header, { maxLength: 80 }))),
        }),
        (record) => {
          expect(loneRecordSize(record)).toBe(encoded(record).length);
        },
      ),
    );
  });

  it.each([63, 64, 8_191, 8_192, 1_048_575, 1_048_576])('is exact for a value of %d bytes', (length) => {
    const record = { key: null, value: Buffer.alloc(length), headers: {} };
    expect(loneRecordSize(record)).toBe(encoded(record).length);
  });
});

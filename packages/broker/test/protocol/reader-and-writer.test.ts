import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FlexibleReader } from '../../src/protocol/flexible-reader.js';
import { FlexibleWriter } from '../../src/protocol/flexible-writer.js';
import { MalformedFrame, Reader } from '../../src/protocol/reader.js';
import { Writer } from '../../src/protocol/writer.js';

interface Value {
  write(writer: Writer): void;
  read(reader: Reader): unknown;
  readonly expected: unknown;
}

const value = (write: Value['write'], read: Value['read'], expected: unknown): Value => ({ write, read, expected });
const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array));

const values: fc.Arbitrary<Value> = fc.oneof(
  fc.boolean().map((v) =>
    value(
      (w) => w.boolean(v),
      (r) => r.boolean(),
      v,
    ),
  ),
  fc.integer({ min: -128, max: 127 }).map((v) =>
    value(
      (w) => w.int8(v),
      (r) => r.int8(),
      v,
    ),
  ),
  fc.integer({ min: -32_768, max: 32_767 }).map((v) =>
    value(
      (w) => w.int16(v),
      (r) => r.int16(),
      v,
    ),
  ),
  fc.integer().map((v) =>
    value(
      (w) => w.int32(v),
      (r) => r.int32(),
      v,
    ),
  ),
  fc.maxSafeInteger().map((v) =>
    value(
      (w) => w.int64(v),
      (r) => r.int64(),
      v,
    ),
  ),
  fc.string({ unit: 'grapheme' }).map((v) =>
    value(
      (w) => w.string(v),
      (r) => r.string(),
      v,
    ),
  ),
  fc.option(fc.string()).map((v) =>
    value(
      (w) => w.nullableString(v),
      (r) => r.nullableString(),
      v,
    ),
  ),
  bytes.map((v) =>
    value(
      (w) => w.bytes(v),
      (r) => r.bytes(),
      v,
    ),
  ),
  fc.option(bytes).map((v) =>
    value(
      (w) => w.nullableBytes(v),
      (r) => r.nullableBytes(),
      v,
    ),
  ),
  fc.array(bytes).map((v) =>
    value(
      (w) => w.records(v),
      (r) => r.bytes(),
      Buffer.concat(v),
    ),
  ),
  fc.option(fc.array(fc.integer())).map((v) =>
    value(
      (w) => w.nullableArray(v, (element) => w.int32(element)),
      (r) => r.nullableArray(() => r.int32(), 4),
      v,
    ),
  ),
);

function written(list: readonly Value[], writer: Writer): Buffer {
  for (const { write } of list) write(writer);
  return Buffer.concat(writer.frame());
}

describe.each([
  { encoding: 'plain', reads: Reader, writes: Writer },
  { encoding: 'flexible', reads: FlexibleReader, writes: FlexibleWriter },
])('reader and writer of the $encoding encoding', ({ reads, writes }) => {
  it('agree on every sequence of values', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 60 }), (list) => {
        const frame = written(list, new writes());
        expect(frame.readInt32BE(0)).toBe(frame.length - 4);
        const reader = new reads(frame, 4);
        expect(list.map(({ read }) => read(reader))).toEqual(list.map(({ expected }) => expected));
        expect(reader.remaining).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('reject a frame that ends too early, at any byte', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 10 }), fc.nat(), (list, at) => {
        const frame = written(list, new writes()).subarray(4);
        const reader = new reads(frame.subarray(0, at % frame.length));
        expect(() => {
          for (const { read } of list) read(reader);
        }).toThrow(MalformedFrame);
      }),
      { numRuns: 200 },
    );
  });

  it('pass record data without a copy', () => {
    const batch = Buffer.from('a batch');
    const pieces = new writes().int32(1).records([batch]).int8(2).frame();
    expect(pieces).toContain(batch);
  });
});

describe('the flexible encoding', () => {
  it('follows KIP-482: lengths are varints, plus one, and 0 is null', () => {
    const writer = new FlexibleWriter()
      .string('ab')
      .nullableString(null)
      .array([7], (one, w) => w.int8(one).tags());
    writer.string('x'.repeat(127)).tags();
    const expected = Buffer.from([3, 0x61, 0x62, 0, 2, 7, 0, 0x80, 1, ...Buffer.from('x'.repeat(127)), 0]);
    expect(Buffer.concat(writer.frame()).subarray(4)).toEqual(expected);
  });

  it('skips unknown tagged fields', () => {
    const reader = new FlexibleReader(Buffer.from([2, 0, 1, 9, 0x81, 1, 2, 9, 9, 5]));
    reader.tags();
    expect([reader.int8(), reader.remaining]).toEqual([5, 0]);
  });

  it.each([
    ['a length without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a length beyond the frame', [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('rejects %s', (_what, bytes) => {
    const frame = () => new FlexibleReader(Buffer.from(bytes));
    expect(() => frame().string()).toThrow(MalformedFrame);
    expect(() => frame().array(() => 0)).toThrow(MalformedFrame);
    expect(() => frame().tags()).toThrow(MalformedFrame);
  });
});

describe('the reader', () => {
  it('rejects a count that cannot fit before it reads any element', () => {
    const frame = Buffer.alloc(8);
    frame.writeInt32BE(2 ** 31 - 1);
    let read = 0;
    const reader = new Reader(frame);
    expect(() => reader.array(() => read++)).toThrow(MalformedFrame);
    expect(read).toBe(0);
  });

  it('rejects null where a value is required', () => {
    const nothing = Buffer.alloc(4, 0xff);
    expect(() => new Reader(nothing).string()).toThrow(MalformedFrame);
    expect(() => new Reader(nothing).bytes()).toThrow(MalformedFrame);
    expect(() => new Reader(nothing).array(() => 0)).toThrow(MalformedFrame);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PayloadReader, PayloadWriter } from '@kfw/core';
import fc from 'fast-check';
import { avro } from '../src/index.js';
import { codecOn, framed, recordOf, recordWith, targetOf } from './support/codecs.js';
import { seededAnew } from './support/seed.js';
import { TestRegistry } from './support/test-registry.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.stop());

interface Both {
  readonly write: (payload: unknown) => Buffer;
  readonly read: (body: Buffer) => unknown;
}

async function both(type: unknown): Promise<Both> {
  const definition = recordWith({ name: 'n', type });
  const target = targetOf(avro(definition));
  const codec = codecOn(registry);
  const reader: PayloadReader = codec.reader(target);
  const writer: PayloadWriter = codec.writer(target);
  await writer.prepare();
  const id = registry.add(definition);
  await reader.prepare([recordOf(framed(id, Buffer.alloc(0)))]);
  return {
    write: (n) => writer.encode({ n }).subarray(5),
    read: (body) => (reader.decode(framed(id, body)) as { n: unknown }).n,
  };
}

/** By the specification, with bigints only. */
function longBytes(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

const seed = seededAnew;
const numRuns = 500;
const isSafe = (value: bigint) => Number.isSafeInteger(Number(value)) && BigInt(Number(value)) === value;
/** Near each power of two, where arithmetic breaks, and anywhere. */
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc
    .tuple(fc.integer({ min: 0, max: 63 }), fc.bigInt({ min: -3n, max: 3n }), fc.boolean())
    .map(([power, near, isNegative]) => BigInt.asIntN(64, (2n ** BigInt(power) + near) * (isNegative ? -1n : 1n))),
);

describe('longs', () => {
  it.each([
    ['a plain one', 'long', (bytes: Buffer) => bytes, (n: unknown) => n],
    [
      'one in a list',
      { type: 'array', items: 'long' },
      (bytes: Buffer) => Buffer.concat([Buffer.from([2]), bytes, Buffer.from([0])]),
      (n: unknown) => [n],
    ],
    [
      'one in a map',
      { type: 'map', values: 'long' },
      (bytes: Buffer) => Buffer.concat([Buffer.from([2, 2, 0x61]), bytes, Buffer.from([0])]),
      (n: unknown) => ({ a: n }),
    ],
    [
      'a nullable one',
      ['null', 'long'],
      (bytes: Buffer) => Buffer.concat([Buffer.from([2]), bytes]),
      (n: unknown) => n,
    ],
    [
      'an ignored logical type',
      { type: 'long', logicalType: 'time-micros' },
      (bytes: Buffer) => bytes,
      (n: unknown) => n,
    ],
    [
      'a local timestamp',
      { type: 'long', logicalType: 'local-timestamp-micros' },
      (bytes: Buffer) => bytes,
      (n: unknown) => n,
    ],
  ])('%s is exact or an error over all 64 bits', async (_name, type, around, within) => {
    const { write, read } = await both(type);
    fc.assert(
      fc.property(int64, (value) => {
        const bytes = around(longBytes(value));
        if (isSafe(value)) {
          expect(write(within(Number(value)))).toEqual(bytes);
          expect(read(bytes)).toEqual(within(Number(value)));
        } else {
          expect(() => read(bytes)).toThrow('a long beyond ±(2^53 − 1), which a number cannot hold exactly');
          expect(() => write(within(Number(value)))).toThrow('(long)');
        }
      }),
      { numRuns, seed },
    );
  });

  it('a long that is a key, or a whole value, is exact', async () => {
    for (const side of ['key', 'value'] as const) {
      const target = { topic: 'users', side, schema: avro('long') };
      const writer = codecOn(registry).writer(target);
      await writer.prepare();
      const bytes = writer.encode(-4503599627370497);
      expect(bytes.subarray(5)).toEqual(longBytes(-4503599627370497n));
      const reader = codecOn(registry).reader(target);
      await reader.prepare([{ ...recordOf(bytes), key: bytes }]);
      expect(reader.decode(bytes)).toBe(-4503599627370497);
    }
  });

  it('a default is written and read exactly', async () => {
    const written = avro(recordWith({ name: 'n', type: 'long', default: -4503599627370497 }));
    const writer = codecOn(registry).writer(targetOf(written));
    await writer.prepare();
    expect(writer.encode({}).subarray(5)).toEqual(longBytes(-4503599627370497n));
  });

  it('a block count beyond the range of numbers, and a long of more than 64 bits, are errors', async () => {
    const list = await both({ type: 'array', items: 'null' });
    for (const count of [-(2n ** 63n), 2n ** 63n - 1n, -(2n ** 53n)]) {
      expect(() => list.read(longBytes(count))).toThrow('a long beyond');
    }
    const plain = await both('long');
    expect(() => plain.read(Buffer.from('ffffffffffffffffff02', 'hex'))).toThrow('a long of more than 64 bits');
    expect(() => plain.read(Buffer.from(`${'80'.repeat(10)}00`, 'hex'))).toThrow('a long of more than 64 bits');
  });

  it('a long is promoted to a double as in Java, whatever its bits are', async () => {
    const id = registry.add(recordWith({ name: 'n', type: 'long' }));
    const reader = codecOn(registry).reader(targetOf(avro(recordWith({ name: 'n', type: 'double' }))));
    await reader.prepare([recordOf(framed(id, Buffer.alloc(0)))]);
    fc.assert(
      fc.property(int64, (value) => {
        expect(reader.decode(framed(id, longBytes(value)))).toEqual({ n: Number(value) });
      }),
      { numRuns, seed },
    );
  });
});

describe('timestamps', () => {
  const yearOne = -62_135_596_800_000;
  const lastOf9999 = 253_402_300_799_999;
  const millisecond = fc.oneof(
    fc.integer({ min: yearOne, max: lastOf9999 }),
    fc.constantFrom(yearOne, lastOf9999, Date.UTC(1800, 0, 1), Date.UTC(1826, 0, 1), Date.UTC(2255, 5, 6), -1, 0, 1),
  );

  it.each([
    ['timestamp-millis', 1n],
    ['timestamp-micros', 1000n],
  ])('%s is exact for the years 1 to 9999, and wherever Date is', async (logicalType, perMs) => {
    const { write, read } = await both({ type: 'long', logicalType });
    const anyDate = fc.integer({ min: -8.64e15, max: 8.64e15 });
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: millisecond }, anyDate), (ms) => {
        const bytes = longBytes(BigInt(ms) * perMs);
        expect(write(new Date(ms))).toEqual(bytes);
        expect(read(bytes)).toEqual(new Date(ms));
      }),
      { numRuns, seed },
    );
  });

  it('micros are truncated to the millisecond before them, over all 64 bits, or are an error', async () => {
    const { read } = await both({ type: 'long', logicalType: 'timestamp-micros' });
    fc.assert(
      fc.property(int64, (micros) => {
        const rest = ((micros % 1000n) + 1000n) % 1000n;
        const ms = Number((micros - rest) / 1000n);
        if (Math.abs(ms) <= 8.64e15) expect(read(longBytes(micros))).toEqual(new Date(ms));
        else expect(() => read(longBytes(micros))).toThrow('a time that Date cannot represent');
      }),
      { numRuns, seed },
    );
  });

  it('a plain long of another producer is read as exactly as micros', async () => {
    const id = registry.add(recordWith({ name: 'n', type: 'long' }));
    const micros = { type: 'long', logicalType: 'timestamp-micros' };
    const reader = codecOn(registry).reader(targetOf(avro(recordWith({ name: 'n', type: micros }))));
    await reader.prepare([recordOf(framed(id, Buffer.alloc(0)))]);
    const bytes = longBytes(BigInt(lastOf9999) * 1000n);
    expect(reader.decode(framed(id, bytes))).toEqual({ n: new Date(lastOf9999) });
  });

  it('a default of micros below the range of numbers, after truncation, is still written', async () => {
    const micros = { type: 'long', logicalType: 'timestamp-micros' };
    const schema = avro(recordWith({ name: 'n', type: micros, default: -Number.MAX_SAFE_INTEGER }));
    const writer = codecOn(registry).writer(targetOf(schema));
    await writer.prepare();
    expect(writer.encode({}).subarray(5)).toEqual(longBytes(-9007199254741000n));
  });
});

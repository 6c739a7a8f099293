import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { isKfwError, type PayloadReader } from '@kfw/core';
import fc from 'fast-check';
import { avro } from '../src/index.js';
import { codecOn, framed, recordOf, recordWith, roundTrip, targetOf } from './support/codecs.js';
import { TestRegistry } from './support/test-registry.js';

const everything = recordWith(
  { name: 'list', type: { type: 'array', items: ['null', 'string', { type: 'map', values: 'long' }] } },
  { name: 'nothings', type: { type: 'array', items: 'null' } },
  { name: 'text', type: 'string' },
  { name: 'bytes', type: ['null', 'bytes'] },
  { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] } },
  { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 3 } },
  { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 5, scale: 2 } },
  { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'next', type: ['null', 'com.shop.Thing'] },
);
const decimal = { type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 };
/** Skips most of it: skipping trusts the bytes in other ways. */
const lastOnly = recordWith({ name: 'next', type: ['null', 'com.shop.Thing'] });

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.stop());

async function readerOf(written: unknown, readAs = written): Promise<{ id: number; reader: PayloadReader }> {
  const id = registry.add(written);
  const reader = codecOn(registry).reader(targetOf(avro(readAs)));
  await reader.prepare([recordOf(framed(id, Buffer.alloc(0)))]);
  return { id, reader };
}

function failureOf(decode: () => unknown): unknown {
  try {
    decode();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}

it.each([
  ['read', everything],
  ['skipped', lastOnly],
])('random bytes, %s, are rejected or decoded, without any other effect', async (_name, readAs) => {
  const { id, reader } = await readerOf(everything, readAs);
  // Bytes with the high bit set, and runs of them, form the long numbers of counts and lengths.
  const byte = fc.oneof(fc.nat(255), fc.integer({ min: 128, max: 255 }), fc.nat(3));
  const bytes = fc
    .array(fc.oneof(fc.tuple(byte), fc.array(byte, { maxLength: 12 }), fc.constant(new Array(180).fill(128))))
    .map((parts) => Buffer.from(parts.flat()));
  fc.assert(
    fc.property(bytes, (body) => {
      const failure = failureOf(() => reader.decode(framed(id, body)));
      expect(failure === undefined || isKfwError(failure, 'KFW_DECODE_FAILED')).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

it.each([
  ['a list of billions', { type: 'array', items: 'string' }, 'feffffff1f'],
  ['a list of billions of nothings', { type: 'array', items: 'null' }, 'feffffff1f'],
  ['a map of billions', { type: 'map', values: 'null' }, 'feffffff1f'],
  ['a length that is not a number', 'bytes', `${'80'.repeat(180)}00`],
  ['a length of terabytes', 'string', 'feffffffffff3f'],
  ['a decimal of more digits than its precision', decimal, '0612d687'],
  ['an int of more than 32 bits', 'int', 'feffffffff0f'],
])('%s is rejected at once', async (_name, type, hex) => {
  const { id, reader } = await readerOf(recordWith({ name: 'value', type }));
  const failure = failureOf(() => reader.decode(framed(id, Buffer.from(hex, 'hex'))));
  expect(failure).toMatchObject({ code: 'KFW_DECODE_FAILED' });
});

it('a list of billions is rejected at once when it is skipped', async () => {
  const { id, reader } = await readerOf(
    recordWith({ name: 'id', type: 'int' }, { name: 'value', type: { type: 'array', items: 'string' } }),
    recordWith({ name: 'id', type: 'int' }),
  );
  const bytes = framed(id, Buffer.from('02feffffff1f', 'hex'));
  expect(failureOf(() => reader.decode(bytes))).toMatchObject({ code: 'KFW_DECODE_FAILED' });
});

it('bytes are read right after hostile ones', async () => {
  const definition = recordWith({ name: 'value', type: 'bytes' });
  const { id, reader } = await readerOf(definition);
  failureOf(() => reader.decode(framed(id, Buffer.from('80'.repeat(180), 'hex'))));
  expect(reader.decode(framed(id, Buffer.from([4, 104, 105])))).toEqual({ value: Buffer.from('hi') });
});

it('a map key "__proto__" is a key like any other', async () => {
  const definition = recordWith({
    name: 'value',
    type: { type: 'map', values: { type: 'map', values: 'string' } },
  });
  const payload = JSON.parse('{ "value": { "__proto__": { "polluted": "yes" } } }') as unknown;
  const decoded = (await roundTrip(codecOn(registry), definition, payload)) as { value: Record<string, unknown> };
  expect(Object.keys(decoded.value)).toEqual(['__proto__']);
  expect(decoded.value.polluted).toBeUndefined();
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

it('names of object methods are not symbols of an enum', async () => {
  const definition = recordWith({ name: 'value', type: { type: 'enum', name: 'Kind', symbols: ['A'] } });
  await expect(roundTrip(codecOn(registry), definition, { value: 'constructor' })).rejects.toMatchObject({
    code: 'KFW_ENCODE_FAILED',
    message: expect.stringContaining('value should be one of A'),
  });
});

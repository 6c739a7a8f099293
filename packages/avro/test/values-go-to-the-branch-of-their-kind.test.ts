import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isKfwError, type PayloadWriter, type Schema } from '@kfw/core';
import fc from 'fast-check';
import { avro, inMemoryRegistry } from '../src/index.js';
import { codecOn, read, recordWith, roundTrip, targetOf } from './support/codecs.js';
import { seededAnew } from './support/seed.js';
import { TestRegistry } from './support/test-registry.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.stop());

const field = (type: unknown) => recordWith({ name: 'u', type });
const through = (type: unknown, u: unknown) => roundTrip(codecOn(registry), field(type), { u });

const at = { type: 'long', logicalType: 'timestamp-millis' };
const map = { type: 'map', values: 'string' };
const note = { type: 'record', name: 'Note', fields: [{ name: 'text', type: ['null', 'string'], default: null }] };
const point = { type: 'record', name: 'Point', fields: [{ name: 'p', type: 'int' }] };
const list = { type: 'array', items: 'int' };
const moment = new Date('2026-11-30T10:20:30.456Z');

it.each([
  ['a Date beside a map', ['null', map, at], moment],
  ['a Date beside a record without required fields', ['null', note, at], moment],
  ['an empty Buffer beside records', [note, point, 'bytes'], Buffer.alloc(0)],
  ['an empty list beside records', [note, point, list], []],
  ['an empty list beside a map', [map, list], []],
  ['an empty object beside a list', [map, list], {}],
  ['a fixed beside a record', [{ type: 'fixed', name: 'F', size: 2 }, note], Buffer.from('ab')],
  ['text beside a Date', [at, 'string'], '2026-11-30'],
  ['a number beside a Date', [at, 'int'], 0],
  ['false beside a number', ['int', 'boolean'], false],
  ['a record by its required field', [note, point], { p: 1 }],
  ['a record by the kind of a field', [kindOf('A', 'int'), kindOf('B', 'string')], { v: 'x' }],
  ['a record by the symbol of a field', [symbolOf('A', 'a'), symbolOf('B', 'b')], { kind: 'b' }],
  ['an enum by its symbol', [enumOf('E', ['A', 'B']), enumOf('F', ['C'])], 'C'],
  ['a uuid in a fixed beside bytes', ['bytes', uuidFixed()], '0190c1f2-7e3a-7c4b-9d5e-0123456789ab'],
])('%s keeps its branch', async (_name, type, u) => {
  const read = (await through(type, u)) as { u: unknown };
  expect(read).toStrictEqual({ u });
});

class Money {
  readonly amount = 1;
}

const spread = 'pass a plain object';

it.each([
  [
    'a Map for a map',
    map,
    new Map([['a', 'b']]),
    'u should be a plain object (map), not a Map: pass a plain object, such as',
  ],
  ['a Date for a map', map, moment, 'u should be a plain object (map), not a Date'],
  ['a Buffer for a map', map, Buffer.from('a'), 'not a Buffer of 1 bytes'],
  ['a list for a map', map, ['a'], 'not a list'],
  ['an instance of a class for a map', map, new Money(), `not an instance of Money: ${spread}`],
  ['a Set for a map', map, new Set(['a']), `not an instance of Set: ${spread}`],
  ['a RegExp for a map', map, /a/, 'not an instance of RegExp'],
  ['an Error for a map', map, new Error('hunter2'), 'not an instance of Error'],
  ['a Promise for a record', note, Promise.resolve(), 'not an instance of Promise'],
  ['a Date for a record', note, moment, 'u should be a record com.shop.Note, not a Date'],
  ['a Map for a record', note, new Map([['text', 'a']]), 'not a Map'],
  ['an instance of a class for a record', note, new Money(), `not an instance of Money: ${spread}`],
  ['an object made of an object', note, Object.create({ text: 'a' }), 'not an instance of'],
  ['a String object', 'string', new String('a'), 'u should be a string, not an instance of String'],
  ['a Uint8Array for bytes', 'bytes', new Uint8Array(2), 'not a Uint8Array: pass a Buffer, such as Buffer.from(array)'],
  ['an ArrayBuffer for bytes', ['null', 'bytes', map], new ArrayBuffer(2), 'not an instance of ArrayBuffer'],
  ['a typed array for a list', list, new Int32Array(2), 'not an instance of Int32Array'],
  ['a Set for a list', list, new Set([1]), 'not an instance of Set'],
  ['a list with a hole', list, new Array(1), 'u.0 should be an integer of 32 bits (int), not missing'],
  ['a Date in a union without one', ['null', map, 'string'], moment, 'not a Date'],
  ['a Map in a union', ['null', map, at], new Map(), 'not a Map'],
  ['a bigint in a union', ['null', 'long'], 1n, 'not a bigint: pass a number'],
  ['a function', ['null', map], () => 1, 'not a function'],
  ['a symbol', ['null', 'string'], Symbol('a'), 'not a symbol'],
  ['undefined in a map', { type: 'map', values: ['null', 'int'] }, { a: undefined }, 'u.a should be'],
  ['a record of no branch', [note, point], { q: 1 }, 'not an object that has the fields of none of them'],
  ['a wrong part of a branch', [note, point], { p: 'one' }, 'u.p should be an integer of 32 bits (int), not a string'],
  [
    'a symbol of no enum',
    [enumOf('E', ['A']), enumOf('F', ['C'])],
    'B',
    'u should be one of A or one of C, not a string',
  ],
  ['half of an emoji', map, { a: '\u{1f600}'.slice(1) }, 'u.a has half of a surrogate pair'],
  ['half of an emoji in a key', map, { ['\u{1f600}'.slice(1)]: 'a' }, 'u has half of a surrogate pair'],
])('%s is rejected with its path, and without its content', async (_name, type, u, reason) => {
  const failure: unknown = await through(type, u).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code: 'KFW_ENCODE_FAILED', message: expect.stringContaining(reason) });
  expect(String(failure)).not.toContain('hunter2');
});

it('a plain object of another realm, or without a prototype, is a plain object', async () => {
  const foreign = runInNewContext('({ p: 1, at: new Date(5) })') as object;
  const type = {
    type: 'record',
    name: 'P',
    fields: [
      { name: 'p', type: 'int' },
      { name: 'at', type: at },
    ],
  };
  expect(await through([note, type], foreign)).toEqual({ u: { p: 1, at: new Date(5) } });
  expect(await through(map, Object.assign(Object.create(null), { a: 'b' }))).toEqual({ u: { a: 'b' } });
});

function kindOf(name: string, type: string): object {
  return { type: 'record', name, fields: [{ name: 'v', type }] };
}

function enumOf(name: string, symbols: string[]): object {
  return { type: 'enum', name, symbols };
}

function symbolOf(name: string, symbol: string): object {
  return { type: 'record', name, fields: [{ name: 'kind', type: enumOf(`${name}Kind`, [symbol]) }] };
}

function uuidFixed(): object {
  return { type: 'fixed', name: 'Id', size: 16, logicalType: 'uuid' };
}

describe('any union and any value', () => {
  /** Branches by a number, so that names differ. Small alphabets make them collide. */
  const leaf = fc.constantFrom<(n: number) => unknown>(
    () => 'null',
    () => 'boolean',
    () => 'int',
    () => 'long',
    () => 'float',
    () => 'double',
    () => 'string',
    () => 'bytes',
    () => ({ type: 'int', logicalType: 'date' }),
    () => at,
    () => ({ type: 'long', logicalType: 'timestamp-micros' }),
    () => ({ type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 }),
    () => ({ type: 'string', logicalType: 'uuid' }),
    (n) => ({ type: 'fixed', name: `F${n}`, size: 2 }),
    (n) => ({ ...uuidFixed(), name: `U${n}` }),
    () => map,
    () => list,
  );
  const enums = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'constructor', '__proto__'), { minLength: 1 })
    .map((symbols) => (n: number) => enumOf(`E${n}`, symbols));
  const fieldOf = fc.record({
    name: fc.constantFrom('a', 'b', 'constructor', '__proto__', 'toString'),
    type: fc.oneof(leaf, enums),
    isOptional: fc.boolean(),
  });
  const records = fc
    .uniqueArray(fieldOf, { selector: ({ name }) => name, maxLength: 3 })
    .map((fields) => (n: number) => ({
      type: 'record',
      name: `R${n}`,
      fields: fields.map(({ name, type, isOptional }, index) => {
        const required = type(n * 10 + index);
        return isOptional && required !== 'null'
          ? { name, type: ['null', required], default: null }
          : { name, type: required };
      }),
    }));
  const union = fc
    .array(fc.oneof({ weight: 2, arbitrary: leaf }, enums, { weight: 3, arbitrary: records }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((branches) => branches.map((branch, index) => branch(index + 1)));

  const scalar = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      true,
      false,
      0,
      -0,
      1.5,
      Number.NaN,
      2 ** 31,
      -(2 ** 53) + 1,
      2 ** 53,
      1n,
    ),
    fc.constantFrom<unknown>('a', 'b', 'constructor', '__proto__', '', '1.50', '0190c1f2-7e3a-7c4b-9d5e-0123456789ab'),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    fc.date({ noInvalidDate: false }),
    fc
      .constantFrom<() => unknown>(
        () => new Map(),
        () => new Set(['a']),
        () => new Money(),
        () => new Uint8Array(2),
        () => Buffer.alloc(16),
        () => /a/,
        () => () => 1,
        () => Symbol('a'),
      )
      .map((make) => make()),
  );
  const names = fc.constantFrom('a', 'b', 'constructor', '__proto__', 'toString', 'c');
  const object = fc.array(fc.tuple(names, scalar), { maxLength: 3 }).map((entries) => {
    const made = {};
    for (const [name, value] of entries) {
      Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return made;
  });
  const value = fc.oneof(
    { weight: 2, arbitrary: scalar },
    { weight: 3, arbitrary: object },
    fc.array(scalar, { maxLength: 2 }),
  );

  /** What the schema's types round, cut off or write in another form; the value stays equal by those types. */
  const sameByType = (written: unknown, read: unknown): boolean => {
    if (typeof written === 'number' && typeof read === 'number') {
      return written === read || Object.is(Math.fround(written), read) || Object.is(written, read);
    }
    if (written instanceof Date && read instanceof Date) {
      return (
        written.getTime() === read.getTime() ||
        Math.floor(written.getTime() / 86_400_000) * 86_400_000 === read.getTime()
      );
    }
    if (typeof written === 'string' && typeof read === 'string') {
      const isPadded = /^-?\d+(\.\d+)?$/.test(written) && Number(written) === Number(read);
      return written === read || isPadded || written.toLowerCase() === read;
    }
    if (Buffer.isBuffer(written)) return Buffer.isBuffer(read) && written.equals(read);
    if (Array.isArray(written)) {
      return (
        Array.isArray(read) && read.length === written.length && written.every((item, at) => sameByType(item, read[at]))
      );
    }
    if (typeof written !== 'object' || written === null) return Object.is(written, read);
    if (typeof read !== 'object' || read === null || Object.getPrototypeOf(read) !== Object.prototype) return false;
    // An omitted field is read as its default, null here.
    const own = (from: object, name: string) => Object.getOwnPropertyDescriptor(from, name)?.value as unknown;
    const all = new Set([...Object.keys(written), ...Object.keys(read)]);
    return [...all].every((name) => sameByType(own(written, name) ?? null, own(read, name)));
  };

  it('is read as it was written, or rejected', async () => {
    const counts = { schemas: 0, read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(union, fc.array(value, { minLength: 10, maxLength: 10 }), async (type, values) => {
        const schema = schemaOf(field(type));
        if (schema === undefined) return;
        counts.schemas++;
        const codec = codecOn(registry, { registry: inMemoryRegistry() });
        const writer = codec.writer(targetOf(schema));
        await writer.prepare();
        for (const u of values) {
          const written = encodedBy(writer, { u });
          if (written === undefined) {
            counts.refused++;
            continue;
          }
          counts.read++;
          const { u: got } = (await read(codec, targetOf(schema), written)) as { u: unknown };
          if (!sameByType(u, got)) expect({ type, got }).toEqual({ type, got: u });
        }
      }),
      { numRuns: 1500, seed: seededAnew },
    );
    // Both must be common, or this test proves nothing.
    expect(Math.min(counts.read, counts.refused, counts.schemas)).toBeGreaterThan(300);
  }, 120_000);
});

/** `undefined` when the schema check rejects it. */
function schemaOf(definition: unknown): Schema | undefined {
  return unlessRefused('KFW_SCHEMA_INVALID', () => avro(definition));
}

function encodedBy(writer: PayloadWriter, payload: unknown): Buffer | undefined {
  return unlessRefused('KFW_ENCODE_FAILED', () => writer.encode(payload));
}

function unlessRefused<T>(code: 'KFW_SCHEMA_INVALID' | 'KFW_ENCODE_FAILED', make: () => T): T | undefined {
  try {
    return make();
  } catch (thrown) {
    if (isKfwError(thrown, code)) return undefined;
    throw thrown;
  }
}

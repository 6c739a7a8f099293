import { describe, expect, it } from '@jest/globals';
import { builtInCodecs } from '../../src/payloads/built-in-codecs.js';
import { json } from '../../src/payloads/schemas.js';
import type { PayloadSide } from '../../src/ports/codec.js';
import { PayloadEncoder } from '../../src/responding/message/payload-encoder.js';
import { Codecs } from '../../src/routing/schemas/codecs.js';

const codecs = new Codecs(builtInCodecs);
const encoder = new PayloadEncoder(codecs);

const write = (payload: unknown, side: PayloadSide = 'value'): string =>
  codecs.writer({ topic: 'users', side, schema: json() }).encode(payload).toString();

function refusal(act: () => unknown): string {
  try {
    return `nothing was refused, but written: ${act()}`;
  } catch (thrown) {
    const { code, message } = thrown as Error & { code: string };
    return `${code} ${message}`;
  }
}

class Money {
  readonly currency = 'EUR';
  readonly #cents = 1;
  get cents() {
    return this.#cents;
  }
}
class Private {
  readonly #value = 1;
  get value() {
    return this.#value;
  }
}
class Bag extends Map {}

/** What JSON.stringify would write for each is not what it is. */
const lossy: readonly (readonly [what: string, value: unknown, problem: string])[] = [
  ['a Map', new Map([['a', 1]]), 'a Map would be written as {}. Give Object.fromEntries(map).'],
  ['a subclass of Map', new Bag(), 'a Bag would be written as {}.'],
  ['a Map with a field', Object.assign(new Map(), { a: 1 }), 'a Map would be written as {}.'],
  ['a Map behind a proxy', new Proxy(new Map(), {}), 'a Map would be written as {}.'],
  ['a Set', new Set(['a']), 'a Set would be written as {}. Give [...set].'],
  ['a WeakMap', new WeakMap(), 'a WeakMap would be written as {}.'],
  ['a WeakRef', new WeakRef({}), 'a WeakRef would be written as {}.'],
  ['an Error', new TypeError('x'), 'a TypeError would be written as {}. Give { message: error.message }.'],
  ['an Error with a code', Object.assign(new Error('x'), { code: 1 }), 'an Error would be written as {}.'],
  ['a Promise', Promise.resolve(1), 'a Promise would be written as {}. Await it first.'],
  ['a RegExp', /a/, 'a RegExp would be written as {}.'],
  ['a typed array', new Float64Array([1.5]), 'a Float64Array would be written as an object'],
  ['bytes outside of a Buffer', new Uint8Array(1), 'an Uint8Array would be written as an object'],
  ['an ArrayBuffer', new ArrayBuffer(1), 'an ArrayBuffer would be written as {}.'],
  ['a DataView', new DataView(new ArrayBuffer(1)), 'a DataView would be written as {}.'],
  ['a generator', (function* () {})(), 'a generator would be written as {}. Give [...generator].'],
  ['an async generator', (async function* () {})(), 'a generator would be written as {}.'],
  ['an iterator', new Map().keys(), 'an Iterator would be written as {}.'],
  ['URLSearchParams', new URLSearchParams('a=b'), 'an URLSearchParams would be written as {}.'],
  ['Headers', new Headers({ a: 'b' }), 'a Headers would be written as {}.'],
  ['an AbortSignal', new AbortController().signal, 'an AbortSignal would be written as {}.'],
  ['an object with private fields only', new Private(), 'a Private would be written as {}. Give plain values, or'],
  ['an object whose fields are inherited', Object.create({ a: 1 }), 'an object without fields of its own'],
  ['NaN', Number.NaN, 'NaN would be written as null.'],
  ['Infinity', Number.POSITIVE_INFINITY, 'Infinity would be written as null.'],
  ['a boxed NaN', Object(Number.NaN), 'NaN would be written as null.'],
  ['a boxed symbol', Object(Symbol('x')), 'a Symbol would be written as {}.'],
  ['a boxed BigInt', Object(1n), 'JSON has no BigInt. Give its text: String(value).'],
  ['a BigInt', 1n, 'JSON has no BigInt. Give its text: String(value).'],
  ['an invalid Date', new Date('x'), 'an invalid Date would be written as null.'],
  ['a toJSON that returns NaN', { toJSON: () => Number.NaN }, 'NaN would be written as null.'],
  ['a toJSON that returns a Map', { toJSON: () => new Map() }, 'a Map would be written as {}.'],
  ['a toJSON that returns a Date', { toJSON: () => new Date(0) }, 'a Date would be written as {}.'],
];

describe('JSON', () => {
  it.each(lossy)('refuses %s, alone, in an object and in a list, each with its path', (_what, value, problem) => {
    const start = 'KFW_ENCODE_FAILED the value of a message of "users" cannot be encoded: ';
    expect(refusal(() => write(value))).toContain(`${start}payload: ${problem}`);
    expect(refusal(() => write({ a: 1, tags: [0, 1, { n: value }] }))).toContain(
      `${start}payload.tags[2].n: ${problem}`,
    );
    expect(refusal(() => write([[value]], 'key'))).toContain(`key[0][0]: ${problem}`);
    expect(refusal(() => write({ a: { toJSON: () => ({ b: [value] }) } }))).toContain(
      `${start}payload.a.b[0]: ${problem}`,
    );
  });

  it.each(lossy)('refuses %s inside of what deliver is given without a schema', (what, value, problem) => {
    expect(refusal(() => encoder.encode('users', { n: value }, {}))).toContain(
      `KFW_DELIVERY_INVALID a message for "users" was refused: payload.n: ${problem}`,
    );
    if (what === 'NaN' || what === 'a BigInt') return;
    expect(refusal(() => encoder.encode('users', 'x', { key: { n: value } }))).toContain(`key.n: ${problem}`);
  });

  it('refuses what it would leave out of an object, or make null of in a list', () => {
    expect(refusal(() => write({ a: () => 1 }))).toContain('payload.a: a function would be left out.');
    expect(refusal(() => write({ a: Symbol('x') }))).toContain('payload.a: a symbol would be left out.');
    expect(refusal(() => write({ a: { toJSON: () => undefined } }))).toContain(
      'payload.a: undefined would be left out.',
    );
    expect(refusal(() => write([() => 1]))).toContain('payload[0]: a function would be written as null.');
    expect(refusal(() => write([1, undefined]))).toContain('payload[1]: undefined would be written as null.');
    // biome-ignore lint/suspicious/noSparseArray: it is what is refused.
    expect(refusal(() => write([1, , 2]))).toContain('payload[1]: undefined would be written as null.');
    expect(refusal(() => write(undefined))).toContain('payload: JSON cannot hold undefined.');
  });

  it('quotes unusual names in the path, and cuts a long path', () => {
    expect(refusal(() => write({ 'a b': { '': Number.NaN } }))).toContain('payload["a b"][""]: NaN');
    expect(refusal(() => write({ 'a\u001b[2J\n': Number.NaN }))).toContain(String.raw`payload["a\u001b[2J\n"]: NaN`);
    const path = refusal(() => write({ ['x'.repeat(1_000)]: { last: Number.NaN } }));
    expect(path).toMatch(/payload\.x{70,80} … x{70,80}\.last: NaN/);
  });

  it('says of an object that holds itself where it does', () => {
    const inner: Record<string, unknown> = { name: 'inner' };
    inner.list = [{ again: inner }];
    const problem = 'it is an object that it is itself inside of';
    // Once around, from wherever the search gave up.
    expect(refusal(() => write({ a: { inner } }))).toMatch(/payload\.a\.inner[^ ]*\.list\[0\][^ ]*: it is an object/);
    expect(refusal(() => write(inner)).split('again')).toHaveLength(2);
    const itself: unknown[] = [];
    itself.push(itself);
    expect(refusal(() => write(itself))).toContain(`payload[0]: ${problem}`);
  });

  it('refuses what is nested too deeply, and never overflows the stack', () => {
    const nested = (levels: number): unknown => {
      let value: unknown = 1;
      for (let level = 0; level < levels; level++) value = { in: value };
      return value;
    };
    expect(write(nested(1_000))).toHaveLength(1_000 * 7 + 1);
    expect(refusal(() => write(nested(1_000_000)))).toContain('it is nested more than 1000 levels deep.');
    const endless = { toJSON: (): unknown => ({ endless }) };
    expect(refusal(() => write(endless))).toContain('it is nested more than 1000 levels deep.');
  });

  it('quotes nothing of what a getter or a toJSON throws', () => {
    const secret = () => {
      throw new Error('hunter2');
    };
    for (const value of [
      { a: { toJSON: secret } },
      Object.defineProperty({}, 'a', { get: secret, enumerable: true }),
    ]) {
      expect(refusal(() => write(value))).toMatch(/KFW_ENCODE_FAILED.*payload: reading it throws/);
      expect(refusal(() => write(value))).not.toContain('hunter2');
    }
  });

  it.each([
    ['a Date', { at: new Date(0) }],
    ['a field that is undefined, which is left out', { a: undefined, b: 1 }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['an object of a class', new Money()],
    ['a Buffer, by its toJSON', { bytes: Buffer.from('a') }],
    ['a URL, by its toJSON', [new URL('https://shop.test/')]],
    ['what a class makes of itself', { price: { toJSON: () => ({ cents: 1 }) }, __proto__: null, other: 1 }],
    ['a field that is called __proto__, beside a toJSON', JSON.parse('{"__proto__":{"a":1},"b":1}')],
    [
      'a toJSON that returns an object with a toJSON',
      new (class {
        a = 1;
        toJSON() {
          return this;
        }
      })(),
    ],
    ['boxed values', [Object(1), Object('a'), Object(true)]],
    ['the same object twice', [lossy.length, [1], [1]]],
    ['nothing', {}],
    ['half a character', '\ud83d'],
  ])('writes %s as JSON.stringify does', (_what, value) => {
    expect(write(value)).toBe(JSON.stringify(value));
    expect(write([{ value }])).toBe(JSON.stringify([{ value }]));
  });

  it('asks each toJSON once, with the name of its field, and changes nothing of what it is given', () => {
    const asked: string[] = [];
    const price = Object.freeze({
      toJSON(name: string) {
        asked.push(name);
        return `${name}!`;
      },
    });
    const payload = Object.freeze({ price, list: Object.freeze([price]), __proto__: null });
    expect(write(payload)).toBe('{"price":"price!","list":["0!"]}');
    expect(asked).toEqual(['price', '0']);
    expect(payload.list[0]).toBe(price);
  });

  it('writes a value of any shape as JSON.stringify does, and refuses it with one Map anywhere inside', () => {
    let seed = Number(process.env.KFW_SEED ?? 1);
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const leaves = ['', 'ü', 0, -1.5, true, null, new Date(1), { toJSON: () => [1] }];
    const shape = (depth: number): unknown => {
      const kind = random(depth > 4 ? 1 : 3);
      if (kind === 0) return leaves[random(leaves.length)];
      if (kind === 1) return Array.from({ length: random(4) }, () => shape(depth + 1));
      return Object.fromEntries(Array.from({ length: random(4) }, (_none, index) => [`f${index}`, shape(depth + 1)]));
    };
    const spoil = (value: unknown, path: string): string => {
      const inside = Object.entries(value as object).filter(
        ([, item]) => item?.constructor === Object || Array.isArray(item),
      );
      const [name, item] = inside[random(inside.length)] ?? [];
      const step = (key: string) => (Array.isArray(value) ? `[${key}]` : `.${key}`);
      if (name !== undefined && typeof (item as { toJSON?: unknown }).toJSON !== 'function')
        return spoil(item, path + step(name));
      const at = Array.isArray(value) ? String(value.length) : 'spoilt';
      (value as Record<string, unknown>)[at] = new Map();
      return path + step(at);
    };
    for (let round = 0; round < 500; round++) {
      const value = [shape(0)];
      expect(write(value)).toBe(JSON.stringify(value));
      const path = spoil(value, 'payload');
      expect(refusal(() => write(value))).toContain(`${path}: a Map would be written as {}.`);
    }
  });
});

describe('text', () => {
  it('refuses half a character, which would become another one', () => {
    expect(refusal(() => encoder.encode('users', 'a\ud83d', {}))).toContain('it holds half a character');
    expect(refusal(() => encoder.encode('users', 1, { key: '\ude00' }))).toContain('it holds half a character');
    expect(refusal(() => encoder.encode('users', '😀', {}))).toContain('nothing was refused');
  });
});

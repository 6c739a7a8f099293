/**
 * Random schemas and values of them, for kfw and Java Avro to write and to read. The branches of each union
 * are of different kinds, or records that a field tells apart. Names come from a pool of those that languages and
 * objects have a meaning for.
 */
import fc from 'fast-check';

export interface GeneratedValue {
  readonly schema: object;
  /** As an app gives it: fields that have a default may be missing. */
  readonly payload: unknown;
  /** As an app reads it. */
  readonly read: unknown;
  /** In the notation of `JavaValues`. */
  readonly notation: unknown;
}

interface Value {
  readonly payload: unknown;
  readonly read: unknown;
  readonly notation: unknown;
  /** As a default in a schema, where it can be one; `undefined` elsewhere. */
  readonly json: unknown;
}

interface Shape {
  readonly schema: unknown;
  readonly kind: string;
  readonly value: () => Value;
}

const names = ['a', 'b', 'id', 'constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', 'class', 'default'];
const texts = ['', 'a', 'müller', '日本', '\u{1f600}', '__proto__', 'null', '\0', 'x'.repeat(100)];
const moments = [
  Date.UTC(1800, 0, 1),
  Date.UTC(1969, 11, 31, 23, 59, 59, 999),
  0,
  Date.UTC(2255, 5, 6),
  253_402_300_799_999,
];
const yearOne = -62_135_596_800_000;
const dayMs = 86_400_000;

/** The value of a run of fast-check's random numbers. */
export const generatedValue: fc.Arbitrary<GeneratedValue> = fc
  .array(fc.nat(0xffff), { minLength: 600, maxLength: 600 })
  .map((tape) => {
    const generator = new Generator(tape);
    const { schema, value } = generator.record(0);
    const { payload, read, notation } = value();
    return { schema: schema as object, payload, read, notation };
  });

class Generator {
  #at = 0;
  #named = 0;

  constructor(private readonly tape: readonly number[]) {}

  record(depth: number, fields: readonly Field[] = this.#fields(depth)): Shape {
    const name = this.#name();
    const schema = {
      type: 'record',
      name,
      fields: fields.map((field) => ({
        name: field.name,
        type: field.shape.schema,
        ...(field.json === undefined ? {} : { default: field.json }),
      })),
    };
    return { schema, kind: 'object', value: () => recordOf(fields, this.#below(2) === 0) };
  }

  #fields(depth: number): Field[] {
    const taken = names.slice(this.#below(names.length)).slice(0, 1 + this.#below(4));
    return taken.map((name): Field => {
      const shape = this.#shape(depth + 1);
      const fallback = this.#below(2) === 0 ? shape.value() : undefined;
      return fallback?.json === undefined ? { name, shape } : { name, shape, json: fallback.json, fallback };
    });
  }

  #shape(depth: number): Shape {
    const makers = depth > 3 ? this.#leaves : [...this.#leaves, ...this.#compound(depth), ...this.#compound(depth)];
    return this.#pick(makers)();
  }

  #compound(depth: number): readonly (() => Shape)[] {
    return [
      () => this.#array(this.#shape(depth + 1)),
      () => this.#map(this.#shape(depth + 1)),
      () => this.record(depth),
      () => this.#union(depth),
      () => this.#union(depth),
      () => this.#union(depth),
    ];
  }

  readonly #leaves: readonly (() => Shape)[] = [
    () => leaf('null', 'null', () => same(null, null, null)),
    () => leaf('boolean', 'boolean', () => this.#boolean()),
    () => leaf('int', 'number', () => this.#whole(31)),
    () => leaf('long', 'number', () => this.#whole(53)),
    () => leaf({ type: 'long', logicalType: 'time-micros' }, 'number', () => this.#whole(53)),
    () => leaf({ type: 'long', logicalType: 'local-timestamp-micros' }, 'number', () => this.#whole(53)),
    () => leaf('float', 'number', () => this.#float()),
    () => leaf('double', 'number', () => this.#double()),
    () => leaf('string', 'string', () => this.#text()),
    () => leaf('bytes', 'bytes', () => this.#bytes(this.#below(5))),
    () => leaf({ type: 'fixed', name: this.#name(), size: 3 }, 'bytes', () => this.#bytes(3)),
    () => this.#enum(),
    () => leaf({ type: 'long', logicalType: 'timestamp-millis' }, 'date', () => this.#moment(1, 1)),
    () => leaf({ type: 'long', logicalType: 'timestamp-micros' }, 'date', () => this.#moment(1, 1000)),
    () => leaf({ type: 'int', logicalType: 'date' }, 'date', () => this.#moment(dayMs, 1)),
    () => leaf({ type: 'string', logicalType: 'uuid' }, 'string', () => this.#uuid()),
    () => {
      const schema = { type: 'fixed', name: this.#name(), size: 16, logicalType: 'uuid' };
      return leaf(schema, 'string', () => ({ ...this.#uuid(), json: undefined }));
    },
    () => this.#decimal((precision, scale) => ({ type: 'bytes', logicalType: 'decimal', precision, scale })),
    () =>
      this.#decimal((precision, scale) => {
        return { type: 'fixed', name: this.#name(), size: 12, logicalType: 'decimal', precision, scale };
      }),
  ];

  #union(depth: number): Shape {
    const branches: Shape[] = [];
    const kinds = new Set<string>();
    for (let tries = 2 + this.#below(5); tries > 0; tries--) {
      const shape =
        this.#below(3) === 0 ? this.#recordToTell(depth) : this.#pick([...this.#leaves, ...this.#containers()])();
      if (kinds.has(shape.kind) || branches.some((other) => wireName(other) === wireName(shape))) continue;
      kinds.add(shape.kind);
      branches.push(shape);
    }
    if (kinds.has('object')) for (const kind of kinds) if (kind.startsWith('object ')) return this.#union(depth);
    return { schema: branches.map(({ schema }) => schema), kind: 'union', value: () => this.#valueOf(branches) };
  }

  #containers(): readonly (() => Shape)[] {
    return [() => this.#array(this.#pick(this.#leaves)()), () => this.#map(this.#pick(this.#leaves)())];
  }

  /** A record that a required field of its own distinguishes from other records. */
  #recordToTell(depth: number): Shape {
    const name = `only${this.#named}`;
    const shape = this.record(depth, [
      { name, shape: this.#pick(this.#leaves)() },
      ...this.#fields(Math.max(depth, 3)),
    ]);
    return { ...shape, kind: `object ${name}` };
  }

  #valueOf(branches: readonly Shape[]): Value {
    const index = this.#below(branches.length);
    const value = (branches[index] as Shape).value();
    // A default is of the first branch that its JSON fits.
    const isFirst = !branches
      .slice(0, index)
      .some(({ kind }) => jsonKind(kind) === jsonKind((branches[index] as Shape).kind));
    return { ...value, notation: [index, value.notation], json: isFirst ? value.json : undefined };
  }

  #array(items: Shape): Shape {
    // Java Avro 1.12.0 itself reads these as lists of floats.
    if (items.schema === 'double') return this.#map(items);
    return {
      schema: { type: 'array', items: items.schema },
      kind: 'list',
      value: () => listOf(this.#times(() => items.value())),
    };
  }

  #map(values: Shape): Shape {
    return {
      schema: { type: 'map', values: values.schema },
      kind: 'object',
      value: () => mapOf(new Map(this.#times(() => [this.#pick([...names, ...texts]), values.value()]))),
    };
  }

  #enum(): Shape {
    const start = this.#below(names.length - 2);
    const symbols = names.slice(start, start + 1 + this.#below(4));
    const schema = { type: 'enum', name: this.#name(), symbols };
    return leaf(schema, 'string', () => {
      const symbol = this.#pick(symbols);
      return same(symbol, symbol, symbol);
    });
  }

  #boolean(): Value {
    const is = this.#below(2) === 0;
    return same(is, is, is);
  }

  /** Near a power of two, where arithmetic breaks, of at most so many bits. */
  #whole(bits: number): Value {
    const largest = 2 ** bits - 1;
    const near = 2 ** this.#below(bits + 1) + this.#below(5) - 2;
    const value = Math.min(near, largest) * (this.#below(2) === 0 ? 1 : -1);
    const plain = value === 0 ? 0 : value;
    return same(plain, String(plain), plain);
  }

  #float(): Value {
    const value = Math.fround(
      this.#pick([0, -0, 1.5, -0.1, 3.4e38, 1e-45, Number.POSITIVE_INFINITY, this.#below(65536) / 7]),
    );
    const bits = Buffer.alloc(4);
    bits.writeFloatBE(value);
    return same(value, bits.toString('hex'), Number.isFinite(value) && !Object.is(value, -0) ? value : undefined);
  }

  #double(): Value {
    const value = this.#pick([0, -0, 1.5, 0.1, 1.7e308, 5e-324, Number.NEGATIVE_INFINITY, this.#below(65536) / 7]);
    const bits = Buffer.alloc(8);
    bits.writeDoubleBE(value);
    return same(value, bits.toString('hex'), Number.isFinite(value) && !Object.is(value, -0) ? value : undefined);
  }

  #text(): Value {
    const text = this.#pick(texts);
    return same(text, text, text);
  }

  #bytes(length: number): Value {
    const bytes = Buffer.from(Array.from({ length }, () => this.#below(256)));
    return same(bytes, bytes.toString('hex'), bytes.toString('latin1'));
  }

  /** Cut off to `unitMs`; `perMs` says how its number counts. */
  #moment(unitMs: number, perMs: number): Value {
    const spread = yearOne + (253_402_300_799_999 - yearOne) * (this.#below(65536) / 65536);
    const ms = Math.trunc(this.#pick([...moments, spread, spread]));
    const cut = Math.floor(ms / unitMs) * unitMs;
    const count = (cut / unitMs) * perMs;
    return {
      payload: new Date(ms),
      read: new Date(cut),
      notation: String(cut),
      json: Number.isSafeInteger(count) ? count : undefined,
    };
  }

  #uuid(): Value {
    const hex = Array.from({ length: 8 }, () => this.#below(65536).toString(16).padStart(4, '0'));
    const text = `${hex[0]}${hex[1]}-${hex[2]}-${hex[3]}-${hex[4]}-${hex[5]}${hex[6]}${hex[7]}`;
    return same(text, text, text);
  }

  #decimal(schemaOf: (precision: number, scale: number) => object): Shape {
    const precision = 1 + this.#below(25);
    const scale = this.#below(precision + 1);
    return leaf(schemaOf(precision, scale), 'string', () => {
      const digits = Array.from({ length: 1 + this.#below(precision) }, () => this.#below(10)).join('');
      const padded = digits
        .padStart(scale + 1, '0')
        .replace(/^0+(?=\d)/, '')
        .padStart(scale + 1, '0');
      const point = padded.length - scale;
      const text = scale === 0 ? padded : `${padded.slice(0, point)}.${padded.slice(point)}`;
      const signed = this.#below(2) === 0 && /[1-9]/.test(text) ? `-${text}` : text;
      return same(signed, signed, undefined);
    });
  }

  #name(): string {
    this.#named++;
    return this.#below(8) === 0 ? `space${this.#named}.${this.#pick(names)}` : `T${this.#named}`;
  }

  #times<T>(make: () => T): T[] {
    return Array.from({ length: this.#pick([0, 1, 2, 3, 20]) }, make);
  }

  #below(limit: number): number {
    return (this.tape[this.#at++ % this.tape.length] ?? 0) % limit;
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T;
  }
}

interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly json?: unknown;
  readonly fallback?: Value;
}

function leaf(schema: unknown, kind: string, value: () => Value): Shape {
  return { schema, kind, value };
}

function same(value: unknown, notation: unknown, json: unknown): Value {
  return { payload: value, read: value, notation, json };
}

function listOf(items: readonly Value[]): Value {
  return {
    payload: items.map(({ payload }) => payload),
    read: items.map(({ read }) => read),
    notation: items.map(({ notation }) => notation),
    json: items.every(({ json }) => json !== undefined) ? items.map(({ json }) => json) : undefined,
  };
}

function mapOf(values: ReadonlyMap<string, Value>): Value {
  const entries = [...values];
  return {
    payload: objectOf(entries.map(([key, { payload }]) => [key, payload])),
    read: objectOf(entries.map(([key, { read }]) => [key, read])),
    notation: entries.map(([key, { notation }]) => [key, notation]),
    json: undefined,
  };
}

function recordOf(fields: readonly Field[], leavesOut: boolean): Value {
  const given = fields.map(({ name, shape, fallback }) => {
    const isLeftOut = leavesOut && fallback !== undefined;
    return { name, isLeftOut, value: isLeftOut ? fallback : shape.value() };
  });
  return {
    payload: objectOf(given.filter(({ isLeftOut }) => !isLeftOut).map(({ name, value }) => [name, value.payload])),
    read: objectOf(given.map(({ name, value }) => [name, value.read])),
    notation: given.map(({ value }) => value.notation),
    json: undefined,
  };
}

/** Own properties, whatever their names. */
function objectOf(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [name, value] of entries) {
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return made;
}

/** Two branches of a union may not have the same. */
function wireName({ schema }: Shape): string {
  if (typeof schema === 'string') return schema;
  const { type, name } = schema as { type: string; name?: string };
  return name ?? type;
}

function jsonKind(kind: string): string {
  if (kind === 'bytes') return 'string';
  return kind === 'date' ? 'number' : (kind.split(' ')[0] as string);
}

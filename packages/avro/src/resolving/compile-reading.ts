/**
 * Compiles a pair of schemas into a function that reads a writer's bytes. Where both are the same, the reader's own
 * compiled type reads; only differences are read here. An error is about a value, never about the schema.
 */
import type { AvroSchema } from '@kfw/schema-compat';
import {
  MalformedBytes,
  type Readable,
  type ReadableType,
  type Tap,
  Type,
  type types,
} from '../encoding/avsc-internals.js';
import { readBlocks } from '../encoding/blocks.js';
import { BoundedMap } from '../encoding/bounded-types.js';
import { readInt64, readLong } from '../encoding/long.js';
import type { PlainUnion } from '../encoding/plain-union.js';
import { applyAliases } from './apply-aliases.js';
import { defaultReader } from './default-reader.js';
import { logicalReader } from './logical-conversion.js';
import { type FieldStep, recordReader } from './record-reader.js';
import type { Branches, Fields, Items, Resolution, Rounded, Symbols, Unchanged, Values } from './resolution.js';
import { resolve } from './resolve.js';
import { isReadAsIs } from './schema-equality.js';
import { Skips } from './skip.js';
import { located, UnreadableValue } from './unreadable-value.js';

/** `type` is the compiled `reader`. @throws Error when no value of the writer can be read */
export function compileReading(writer: AvroSchema, reader: AvroSchema, type: Type): (body: Buffer) => unknown {
  const renamed = applyAliases(writer, reader);
  if (isReadAsIs(renamed, reader)) return (body) => type.fromBuffer(body) as unknown;
  const readable = new Compiler().compile(resolve(renamed, reader), type);
  // The form of avsc's own resolvers.
  const resolver = { _readerType: type, _read: (tap: Tap) => readable._read(tap) } as unknown as AvscResolver;
  return (body) => type.fromBuffer(body, resolver) as unknown;
}

type AvscResolver = ReturnType<Type['createResolver']>;

class Compiler {
  readonly #records = new Map<Fields, Readable>();
  readonly #skips = new Skips();

  compile(resolution: Resolution, type: Type): Readable {
    switch (resolution.kind) {
      case 'unchanged':
        return unchanged(resolution, type);
      case 'rounded':
        return rounded(resolution);
      case 'items':
        return this.#items(resolution, type);
      case 'values':
        return this.#values(resolution, type);
      case 'symbols':
        return symbols(resolution);
      case 'fields':
        return this.#fields(resolution, type);
      case 'branches':
        return this.#branches(resolution, type);
      case 'branch':
        return this.compile(resolution.branch, branchOf(type, resolution.index));
      case 'unreadable':
        return unreadable(resolution.reason);
    }
  }

  #items({ items }: Items, type: Type): Readable {
    const item = this.compile(items, (type as InstanceType<typeof types.ArrayType>).itemsType);
    return {
      _read: (tap) => {
        const read: unknown[] = [];
        try {
          readBlocks(tap, (at) => read.push(item._read(at)));
        } catch (thrown) {
          throw located(thrown, `[${read.length}]`);
        }
        return read;
      },
    };
  }

  #values({ values }: Values, type: Type): Readable {
    const map = { valuesType: this.compile(values, (type as InstanceType<typeof types.MapType>).valuesType as Type) };
    return {
      _read: (tap) => {
        try {
          return BoundedMap.prototype._read.call(map, tap);
        } catch (thrown) {
          // Keys are content.
          throw located(thrown, '*');
        }
      },
    };
  }

  #fields(resolution: Fields, type: Type): Readable {
    const known = this.#records.get(resolution);
    if (known !== undefined) return known;
    if (isReadAsIs(resolution.writer, resolution.reader)) return itself(type);
    const record = type as InstanceType<typeof types.RecordType>;
    const compiled: Readable = { _read: () => undefined };
    this.#records.set(resolution, compiled);
    const names = [...resolution.reader.fields.keys()];
    const steps = [...this.#writtenFields(resolution, record, names), ...missingFields(resolution, record)];
    compiled._read = recordReader(record.recordConstructor, names, steps);
    return compiled;
  }

  #writtenFields(
    { writer, reader, read }: Fields,
    record: InstanceType<typeof types.RecordType>,
    names: readonly string[],
  ): FieldStep[] {
    return [...writer.fields.values()].map(({ name, schema }): FieldStep => {
      const [resolution, field] = [read.get(name), reader.fields.get(name)];
      if (resolution === undefined || field === undefined) return { past: this.#skips.of(schema) };
      const into = names.indexOf(name);
      const type = typeOfField(record, into);
      return { into, value: isReadAsIs(schema, field.schema) ? itself(type) : this.compile(resolution, type) };
    });
  }

  #branches({ branches, isPaired }: Branches, type: Type): Readable {
    const compiled = branches.map((branch, index) => this.compile(branch, isPaired ? branchOf(type, index) : type));
    return {
      _read: (tap) => {
        const branch = compiled[readLong(tap)];
        if (branch === undefined) throw new MalformedBytes('a union branch that does not exist');
        return branch._read(tap);
      },
    };
  }
}

function unchanged({ writer, reader }: Unchanged, type: Type): Readable {
  const converting = logicalReader(writer, reader, type);
  return converting ?? itself(type);
}

function rounded({ writer, reader }: Rounded): Readable {
  if (writer === 'float') return float;
  return { _read: reader === 'double' ? (tap) => Number(readInt64(tap)) : (tap) => toFloat(readInt64(tap)) };
}

const float = itself(Type.forSchema('float'));

/** Rounded once: through a double, a long could be rounded twice. The cut bits only matter when they are not zero. */
function toFloat(value: number | bigint): number {
  if (typeof value === 'number') return Math.fround(value);
  const kept = value >> 11n;
  return Math.fround(Number(kept << 11n === value ? kept : kept | 1n)) * 2048;
}

function symbols({ writer, reader }: Symbols): Readable {
  const written = [...writer.symbols];
  const known = written.map((symbol) => (reader.symbols.has(symbol) ? symbol : reader.default));
  return {
    _read: (tap) => {
      const index = readLong(tap);
      const symbol = known[index];
      if (symbol !== undefined) return symbol;
      if (written[index] === undefined) throw new MalformedBytes('an enum symbol that does not exist');
      throw new UnreadableValue(
        `the symbol "${written[index]}" is not in the reader's enum ${reader.fullName} and it has no default`,
      );
    },
  };
}

function missingFields({ writer, reader }: Fields, record: InstanceType<typeof types.RecordType>): FieldStep[] {
  return [...reader.fields.values()].flatMap(({ name, schema, default: json }, into): FieldStep[] => {
    if (writer.fields.has(name)) return [];
    return [{ into, value: defaultReader(schema, json, typeOfField(record, into)) }];
  });
}

function unreadable(reason: string): Readable {
  return {
    _read: () => {
      throw new UnreadableValue(reason);
    },
  };
}

function typeOfField(record: InstanceType<typeof types.RecordType>, index: number): Type {
  return existing(record.fields[index]?.type);
}

function branchOf(union: Type, index: number): Type {
  return existing((union as PlainUnion).types[index]);
}

/** The reader's type was compiled from the reader's schema: their parts correspond. */
function existing(type: Type | undefined): Type {
  if (type === undefined) throw new Error('the compiled type is not that of the schema');
  return type;
}

function itself(type: Type): Readable {
  return type as ReadableType;
}

/** Skips a writer's value without decoding it. */
import type { AvroSchema, RecordSchema } from '@kfw/schema-compat';
import { checkInside, MalformedBytes, type Skippable, type Tap } from '../encoding/avsc-internals.js';
import { skipBlocks } from '../encoding/blocks.js';
import { readLong } from '../encoding/long.js';

export class Skips {
  readonly #records = new Map<RecordSchema, Skippable>();

  of(schema: AvroSchema): Skippable {
    switch (schema.type) {
      case 'null':
        return { _skip: () => undefined };
      case 'boolean':
        return bytes(1);
      case 'float':
        return bytes(4);
      case 'double':
        return bytes(8);
      case 'fixed':
        return bytes(schema.size);
      case 'int':
      case 'long':
      case 'enum':
        return { _skip: skipLong };
      case 'string':
      case 'bytes':
        return { _skip: skipBytes };
      case 'array': {
        const items = this.of(schema.items);
        return { _skip: (tap) => skipBlocks(tap, (at) => items._skip(at)) };
      }
      case 'map':
        return map(this.of(schema.values));
      case 'union':
        return union(schema.branches.map((branch) => this.of(branch)));
      case 'record':
        return this.#record(schema);
    }
  }

  #record(schema: RecordSchema): Skippable {
    const known = this.#records.get(schema);
    if (known !== undefined) return known;
    const fields: Skippable[] = [];
    const skip: Skippable = {
      _skip: (tap) => {
        for (const field of fields) field._skip(tap);
      },
    };
    this.#records.set(schema, skip);
    for (const field of schema.fields.values()) fields.push(this.of(field.schema));
    return skip;
  }
}

function bytes(size: number): Skippable {
  return {
    _skip: (tap) => {
      tap.pos += size;
    },
  };
}

function skipLong(tap: Tap): void {
  const { buf } = tap;
  while (((buf[tap.pos++] as number) & 0x80) !== 0);
}

function skipBytes(tap: Tap): void {
  const length = readLong(tap);
  if (!(length >= 0)) throw new MalformedBytes('a negative length');
  tap.pos += length;
}

function map(values: Skippable): Skippable {
  return {
    _skip: (tap) =>
      skipBlocks(tap, (at) => {
        skipBytes(at);
        values._skip(at);
      }),
  };
}

function union(branches: readonly Skippable[]): Skippable {
  return {
    _skip: (tap) => {
      const branch = branches[readLong(tap)];
      checkInside(tap);
      if (branch === undefined) throw new MalformedBytes('a union branch that does not exist');
      branch._skip(tap);
    },
  };
}

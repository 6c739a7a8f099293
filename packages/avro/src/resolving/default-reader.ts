/**
 * Reads the default of a field that the writer does not have. As in Java Avro it is encoded once, with the reader's
 * type, and decoded for each message: each gets its own object, with native logical types. The default of a union is a
 * value of the first branch that it fits.
 */
import { type AvroSchema, isDefaultOf } from '@kfw/schema-compat';
import { type Bytes, MalformedBytes, type Readable, type Type } from '../encoding/avsc-internals.js';
import { writeInt64 } from '../encoding/long.js';

export function defaultReader(schema: AvroSchema, json: unknown, type: Type): Readable {
  const bytes = Buffer.concat(encoded(schema, json));
  const value: unknown = type.fromBuffer(bytes);
  return typeof value === 'object' && value !== null
    ? { _read: () => type.fromBuffer(bytes) as unknown }
    : { _read: () => value };
}

function encoded(schema: AvroSchema, json: unknown): Buffer[] {
  switch (schema.type) {
    case 'null':
      return [];
    case 'boolean':
      return [Buffer.of(json === true ? 1 : 0)];
    case 'int':
    case 'long':
      return [long(json as number)];
    case 'float':
      return [floating(4, json)];
    case 'double':
      return [floating(8, json)];
    case 'string':
      return sized(Buffer.from(json as string));
    case 'bytes':
      return sized(Buffer.from(json as string, 'latin1'));
    case 'fixed': {
      const bytes = Buffer.alloc(schema.size);
      bytes.write(json as string, 'latin1');
      return [bytes];
    }
    case 'enum':
      return [long([...schema.symbols].indexOf(json as string))];
    case 'array':
      return blocks((json as unknown[]).map((item) => encoded(schema.items, item)));
    case 'map':
      return blocks(
        Object.entries(json as object).map(([key, value]) => [
          ...sized(Buffer.from(key)),
          ...encoded(schema.values, value),
        ]),
      );
    case 'union': {
      const index = schema.branches.findIndex((branch) => isDefaultOf(branch, json));
      const branch = schema.branches[index];
      if (branch === undefined) throw new MalformedBytes('a default of no branch of its union');
      return [long(index), ...encoded(branch, json)];
    }
    case 'record':
      return [...schema.fields.values()].flatMap((field) => {
        const given = json as Readonly<Record<string, unknown>>;
        return encoded(field.schema, Object.hasOwn(given, field.name) ? given[field.name] : field.default);
      });
  }
}

function long(value: number): Buffer {
  const at: Bytes = { buf: Buffer.alloc(10), pos: 0 };
  writeInt64(at, Number.isSafeInteger(value) ? value : BigInt(value));
  return at.buf.subarray(0, at.pos);
}

/** Java Avro accepts the names of numbers that JSON cannot express. */
function floating(size: 4 | 8, json: unknown): Buffer {
  const bytes = Buffer.alloc(size);
  if (size === 4) bytes.writeFloatLE(Number(json));
  else bytes.writeDoubleLE(Number(json));
  return bytes;
}

function sized(bytes: Buffer): Buffer[] {
  return [long(bytes.length), bytes];
}

function blocks(items: readonly Buffer[][]): Buffer[] {
  return items.length === 0 ? [long(0)] : [long(items.length), ...items.flat(), long(0)];
}

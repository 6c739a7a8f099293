/** avsc's types for which the bytes or the value can do harm, with the checks that they lack. */
import {
  bases,
  checkInside,
  MalformedBytes,
  type MisfitHook,
  type OpenResolver,
  type Readable,
  type ReadableType,
  type Skippable,
  type Tap,
  type Type,
  types,
} from './avsc-internals.js';
import { readBlocks, skipBlocks } from './blocks.js';
import { readInt64, readLong, writeLong } from './long.js';

export class BoundedArray extends types.ArrayType {
  /** Runs on the type and on resolvers: both have `itemsType`. */
  _read(this: { itemsType: unknown }, tap: Tap): unknown[] {
    const items = this.itemsType as Readable;
    const read: unknown[] = [];
    readBlocks(tap, (at) => read.push(items._read(at)));
    return read;
  }

  _skip(tap: Tap): void {
    const items = this.itemsType as unknown as Skippable;
    skipBlocks(tap, (at) => items._skip(at));
  }
}

export class BoundedMap extends types.MapType {
  _read(this: { valuesType: unknown }, tap: Tap): Record<string, unknown> {
    const values = this.valuesType as Readable;
    const read: Record<string, unknown> = {};
    readBlocks(tap, (at) => {
      const key = at.readString();
      if (key === undefined) throw new MalformedBytes('the bytes end too early');
      const value = values._read(at);
      // Assigned, this key would replace the prototype instead of being one.
      if (key === '__proto__') Object.defineProperty(read, key, { value, ...ownProperty });
      else read[key] = value;
    });
    return read;
  }

  _skip(tap: Tap): void {
    const values = this.valuesType as ReadableType;
    skipBlocks(tap, (at) => {
      at.skipString();
      values._skip(at);
    });
  }
}

const ownProperty = { enumerable: true, configurable: true, writable: true };

/** avsc's pool of buffers breaks for the whole process when a length in the bytes is not a number. */
export class BoundedBytes extends types.BytesType {
  _read(tap: Tap): Buffer {
    const length = readLong(tap);
    const start = tap.pos;
    if (!(length >= 0)) throw new MalformedBytes('a negative length');
    tap.pos += length;
    checkInside(tap);
    return Buffer.from(tap.buf.subarray(start, tap.pos));
  }
}

export class BoundedInt extends types.IntType {
  _read(tap: Tap): number {
    const value = readLong(tap);
    if (value !== (value | 0)) throw new MalformedBytes('an int of more than 32 bits');
    return value;
  }
}

/** Every safe integer, exactly; avsc's are wrong beyond 2^52. */
export class ExactLong extends bases.Long {
  override _check(value: unknown, _flags: unknown, hook?: MisfitHook): boolean {
    const isExact = Number.isSafeInteger(value);
    if (!isExact) hook?.(value, this);
    return isExact;
  }

  override _read(tap: Tap): number {
    return readLong(tap);
  }

  override _write(tap: Tap, value: number): void {
    writeLong(tap, value);
  }
}

/** Reads a long by the specification's promotion: rounded, whatever its 64 bits are. */
export class RoundingDouble extends bases.Double {
  override _update(resolver: OpenResolver, writer: Type, options: object): void {
    if (writer.typeName === 'long') resolver._read = (tap) => Number(readInt64(tap));
    else super._update(resolver, writer, options);
  }
}

export class RoundingFloat extends bases.Float {
  override _update(resolver: OpenResolver, writer: Type, options: object): void {
    if (writer.typeName === 'long') resolver._read = (tap) => Math.fround(Number(readInt64(tap)));
    else super._update(resolver, writer, options);
  }
}

/** avsc's takes the names of an object's own methods (`constructor`) for symbols. */
export class StrictEnum extends types.EnumType {
  _check(value: unknown, _flags: unknown, hook?: (value: unknown, type: unknown) => void): boolean {
    const isSymbol = this.symbols.includes(value as string);
    if (!isSymbol) hook?.(value, this);
    return isSymbol;
  }
}

/** avsc's types with additional checks, where bytes or values could do harm. */
import { kindOfValue } from '../schema/value-kind.js';
import {
  bases,
  type CompiledType,
  type CopyOptions,
  checkInside,
  MalformedBytes,
  type MismatchHook,
  type Readable,
  type Tap,
} from './avsc-internals.js';
import { readBlocks, skipBlocks } from './blocks.js';
import { readLong, writeLong } from './long.js';
import { writeText } from './text.js';

export class BoundedArray extends bases.Array {
  override _read(tap: Tap): unknown[] {
    const items = this.itemsType as CompiledType;
    const read: unknown[] = [];
    readBlocks(tap, (at) => read.push(items._read(at)));
    return read;
  }

  override _skip(tap: Tap): void {
    const items = this.itemsType as CompiledType;
    skipBlocks(tap, (at) => items._skip(at));
  }
}

/** Plain objects only: any other object would be written as an empty map. */
export class BoundedMap extends bases.Map {
  override _check(value: unknown, flags: unknown, hook?: MismatchHook, path?: string[]): boolean {
    if (kindOfValue(value) === 'object') return super._check(value, flags, hook, path);
    hook?.(value, this);
    return false;
  }

  override _read(tap: Tap): Record<string, unknown> {
    const values = this.valuesType as Readable;
    const read: Record<string, unknown> = {};
    readBlocks(tap, (at) => {
      const key = at.readString();
      if (key === undefined) throw new MalformedBytes('the bytes end too early');
      set(read, key, values._read(at));
    });
    return read;
  }

  override _skip(tap: Tap): void {
    const values = this.valuesType as CompiledType;
    skipBlocks(tap, (at) => {
      at.skipString();
      values._skip(at);
    });
  }

  override _write(tap: Tap, value: Readonly<Record<string, unknown>>): void {
    const values = this.valuesType as CompiledType;
    const keys = Object.keys(value);
    if (keys.length > 0) writeLong(tap, keys.length);
    for (const key of keys) {
      writeText(tap, key);
      values._write(tap, value[key]);
    }
    writeLong(tap, 0);
  }

  override _copy(value: unknown, options?: CopyOptions): unknown {
    if (kindOfValue(value) !== 'object') throw new Error('no map');
    const values = this.valuesType as CompiledType;
    const copy: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value as object)) set(copy, key, values._copy(item, options));
    return copy;
  }
}

function set(map: Record<string, unknown>, key: string, value: unknown): void {
  // An assignment to this key would replace the prototype.
  if (key === '__proto__') Object.defineProperty(map, key, { value, ...ownProperty });
  else map[key] = value;
}

const ownProperty = { enumerable: true, configurable: true, writable: true };

export class ExactString extends bases.String {
  override _write(tap: Tap, value: string): void {
    writeText(tap, value);
  }
}

/** avsc's pool of buffers breaks for the whole process when a length in the bytes is not a number. */
export class BoundedBytes extends bases.Bytes {
  override _read(tap: Tap): Buffer {
    const length = readLong(tap);
    const start = tap.pos;
    if (!(length >= 0)) throw new MalformedBytes('a negative length');
    tap.pos += length;
    checkInside(tap);
    return Buffer.from(tap.buf.subarray(start, tap.pos));
  }
}

export class BoundedInt extends bases.Int {
  override _read(tap: Tap): number {
    const value = readLong(tap);
    if (value !== (value | 0)) throw new MalformedBytes('an int of more than 32 bits');
    return value;
  }
}

/** Every safe integer, exactly; avsc's are wrong beyond 2^52. */
export class ExactLong extends bases.Long {
  override _check(value: unknown, _flags: unknown, hook?: MismatchHook): boolean {
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

/** A number that is too large for 32 bits would be written as infinity. */
export class FiniteFloat extends bases.Float {
  override _check(value: unknown, _flags: unknown, hook?: MismatchHook): boolean {
    const isValid = typeof value === 'number' && (Number.isFinite(Math.fround(value)) || !Number.isFinite(value));
    if (!isValid) hook?.(value, this);
    return isValid;
  }
}

/**
 * Logical types as native values: dates and timestamps are `Date`, decimals strings of digits, uuids strings. For a
 * value that cannot be written the result is `undefined`, which avsc reports as a mismatch with its path.
 */
import { isDate } from 'node:util/types';
import type { Logical } from '../schema/avro-type.js';
import {
  type AvroJson,
  bases,
  type CompiledType,
  type CopyOptions,
  MalformedBytes,
  type MismatchHook,
  type Tap,
  type Type,
  type TypeOptions,
  types,
} from './avsc-internals.js';
import { bytesToDecimal, decimalToBytes } from './decimal.js';
import { readInt64, writeInt64 } from './long.js';

const dayMs = 86_400_000;

abstract class NativeType<Underlying> extends bases.Logical {
  protected abstract override _fromValue(value: Underlying): unknown;

  /** avsc's version also catches errors of `_toValue`, which has none. */
  override _check(value: unknown, flags: unknown, hook?: MismatchHook, path?: string[]): boolean {
    const underlying = this._toValue(value) as unknown;
    if (underlying !== undefined) return (this.underlyingType as CompiledType)._check(underlying, flags, hook, path);
    hook?.(value, this);
    return false;
  }
}

/** A count of days, milliseconds or microseconds since the epoch. Precision that `Date` does not have is cut off. */
abstract class InstantType extends NativeType<number | bigint> {
  protected abstract toMs(count: number | bigint): number;
  protected abstract fromMs(ms: number): number | bigint;

  protected override _fromValue(count: number | bigint): Date {
    const date = new Date(this.toMs(count));
    if (Number.isNaN(date.getTime())) throw new MalformedBytes('a time that Date cannot represent');
    return date;
  }

  protected override _toValue(value: unknown): number | bigint | undefined {
    return isValidDate(value) ? this.fromMs(value.getTime()) : undefined;
  }

  override _check(value: unknown, _flags: unknown, hook?: MismatchHook): boolean {
    const isValid = isValidDate(value);
    if (!isValid) hook?.(value, this);
    return isValid;
  }
}

/** Including a Date of another realm. */
function isValidDate(value: unknown): value is Date {
  return isDate(value) && !Number.isNaN(value.getTime());
}

class DateType extends InstantType {
  protected override toMs(days: number): number {
    return days * dayMs;
  }

  protected override fromMs(ms: number): number {
    return Math.floor(ms / dayMs);
  }
}

class TimestampType extends InstantType {
  protected override toMs(ms: number | bigint): number {
    return Number(ms);
  }

  protected override fromMs(ms: number): number | bigint {
    return ms;
  }
}

/** Microseconds of dates before 1685 and after 2255 are beyond the exact range of numbers. */
class MicrosType extends TimestampType {
  protected override toMs(micros: number | bigint): number {
    if (typeof micros === 'bigint') return Number(micros / 1000n) - (micros % 1000n < 0n ? 1 : 0);
    const rest = micros % 1000;
    return (micros - rest) / 1000 - (rest < 0 ? 1 : 0);
  }

  protected override fromMs(ms: number): number | bigint {
    const micros = ms * 1000;
    return Number.isSafeInteger(micros) ? micros : BigInt(ms) * 1000n;
  }

  override _read(tap: Tap): Date {
    return this._fromValue(readInt64(tap));
  }

  override _write(tap: Tap, value: Date): void {
    writeInt64(tap, this.fromMs(value.getTime()));
  }

  override _copy(value: unknown, options?: CopyOptions): unknown {
    return options?.coerce === 2 ? super._copy(value, options) : new Date(value as Date);
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuidDigits = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** Text on the wire, or the 16 bytes themselves; from bytes it is read in lower case. */
class UuidType extends NativeType<string | Buffer> {
  protected override _fromValue(value: string | Buffer): string {
    return typeof value === 'string' ? value : value.toString('hex').replace(uuidDigits, '$1-$2-$3-$4-$5');
  }

  protected override _toValue(value: unknown): string | Buffer | undefined {
    if (typeof value !== 'string' || !uuid.test(value)) return undefined;
    return this.underlyingType.typeName === 'string' ? value : Buffer.from(value.replaceAll('-', ''), 'hex');
  }
}

export class DecimalType extends NativeType<Buffer> {
  constructor(
    schema: AvroJson,
    options: TypeOptions,
    readonly decimal: Logical & { name: 'decimal' },
  ) {
    super(schema, options);
  }

  protected override _fromValue(bytes: Buffer): string {
    return bytesToDecimal(bytes, this.decimal);
  }

  protected override _toValue(value: unknown): Buffer | undefined {
    const { underlyingType } = this;
    const sizeBytes = underlyingType instanceof types.FixedType ? underlyingType.size : undefined;
    return typeof value === 'string' ? decimalToBytes(value, this.decimal, sizeBytes) : undefined;
  }

  protected override _export(schema: AvroJson): void {
    const { precision, scale } = this.decimal;
    if (typeof schema === 'object') Object.assign(schema, { precision, scale });
  }
}

/** Compiles a schema node with a valid logical type. */
export function compileLogical(json: AvroJson, options: TypeOptions, logical: Logical): Type {
  switch (logical.name) {
    case 'date':
      return new DateType(json, options);
    case 'timestamp-millis':
      return new TimestampType(json, options);
    case 'timestamp-micros':
      return new MicrosType(json, options);
    case 'uuid':
      return new UuidType(json, options);
    case 'decimal':
      return new DecimalType(json, options, logical);
  }
}

/**
 * Converts between the logical types of two schemas. Resolution ignores them, so a registry accepts a change from
 * milliseconds to microseconds or another scale of a decimal, and the bare number would be read as another value. The
 * writer's logical type applies; a number without one is read by the reader's type.
 */
import type { AvroSchema, LogicalAttributes } from '@kfw/schema-compat';
import { MalformedBytes, type Readable, type Tap, type Type } from '../encoding/avsc-internals.js';
import { bytesToDecimal, type DecimalShape } from '../encoding/decimal.js';
import { readInt64 } from '../encoding/long.js';
import type { Logical } from '../schema/avro-type.js';
import { logicalOf } from '../schema/logical.js';
import { UnreadableValue } from './unreadable-value.js';

/** Units per day. */
const perDay = new Map<unknown, bigint>([
  ['date', 1n],
  ['timestamp-millis', 86_400_000n],
  ['timestamp-micros', 86_400_000_000n],
  ['timestamp-nanos', 86_400_000_000_000n],
  ['local-timestamp-millis', 86_400_000n],
  ['local-timestamp-micros', 86_400_000_000n],
  ['local-timestamp-nanos', 86_400_000_000_000n],
]);

/** Both give the number the same meaning, or the writer gives none. */
export function isSameLogical(writer: AvroSchema, reader: AvroSchema): boolean {
  return conversionOf(writer, reader) === undefined;
}

/** Reads the writer's number as a value of the reader's logical type; `undefined` when the type itself does. */
export function logicalReader(writer: AvroSchema, reader: AvroSchema, type: Type): Readable | undefined {
  return conversionOf(writer, reader)?.(type);
}

type Conversion = (type: Type) => Readable;

function conversionOf(writer: AvroSchema, reader: AvroSchema): Conversion | undefined {
  const [from, to] = [attributesOf(writer), attributesOf(reader)];
  if (from === undefined || to === undefined) return undefined;
  const target = logicalOf(to);
  if (target === undefined) return undefined;
  if (target.name === 'decimal') return decimalConversion(logicalOf(from), target);
  const [unit, targetUnit] = [perDay.get(from.logicalType), perDay.get(target.name)];
  if (unit === undefined || targetUnit === undefined || unit === targetUnit) return undefined;
  return () => ({ _read: (tap) => readDate(tap, unit) });
}

function attributesOf(schema: AvroSchema): LogicalAttributes | undefined {
  return 'logical' in schema ? schema.logical : undefined;
}

const msPerDay = 86_400_000n;

function readDate(tap: Tap, unit: bigint): Date {
  const scaled = BigInt(readInt64(tap)) * msPerDay;
  const ms = scaled / unit - (scaled % unit < 0n ? 1n : 0n);
  const date = new Date(Number(ms));
  if (Number.isNaN(date.getTime())) throw new MalformedBytes('a time that Date cannot represent');
  return date;
}

function decimalConversion(from: Logical | undefined, to: DecimalShape): Conversion | undefined {
  if (from?.name !== 'decimal' || from.scale === to.scale) return undefined;
  return (type) => {
    const { underlyingType } = type as Type & { underlyingType: Readable };
    return { _read: (tap) => rescaled(bytesToDecimal(underlyingType._read(tap) as Buffer, from), to) };
  };
}

/** Digits are added, or removed if they are zeros. */
function rescaled(text: string, { precision, scale }: DecimalShape): string {
  const [whole = '', fraction = ''] = text.split('.');
  const kept = fraction.slice(0, scale).padEnd(scale, '0');
  const digits = `${whole}${kept}`.replace(/^-?0*/, '').length;
  if (/[1-9]/.test(fraction.slice(scale)) || digits > precision) {
    throw new UnreadableValue(`the writer's decimal has more digits than the reader's decimal(${precision},${scale})`);
  }
  return scale === 0 ? whole : `${whole}.${kept}`;
}

/**
 * The logical type of a schema node. By the specification a logical type that is unknown or does not fit is ignored,
 * and the underlying type is used: so this returns `undefined` rather than failing. Definitions for kfw are stricter:
 * `parse-definition` rejects a known logical type that does not fit.
 */
import type { Logical } from './avro-type.js';

const underlying: Readonly<Record<Logical['name'], readonly unknown[]>> = {
  date: ['int'],
  'timestamp-millis': ['long'],
  'timestamp-micros': ['long'],
  uuid: ['string', 'fixed'],
  decimal: ['bytes', 'fixed'],
};

/** The size of a uuid in a fixed. */
const uuidSizeBytes = 16;

export function isLogicalName(name: unknown): name is Logical['name'] {
  return typeof name === 'string' && Object.hasOwn(underlying, name);
}

export function logicalOf(node: Readonly<Record<string, unknown>>): Logical | undefined {
  const name = node.logicalType;
  if (!isLogicalName(name) || !underlying[name].includes(node.type)) return undefined;
  if (name === 'uuid' && node.type === 'fixed' && node.size !== uuidSizeBytes) return undefined;
  if (name !== 'decimal') return { name };
  const { precision, scale = 0 } = node;
  if (!isCount(precision) || precision === 0 || !isCount(scale) || scale > precision) return undefined;
  if (node.type === 'fixed' && precision > largestPrecision(node.size)) return undefined;
  return { name, precision, scale };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** How many decimal digits always fit in a two's complement number of this many bytes. */
function largestPrecision(sizeBytes: unknown): number {
  return isCount(sizeBytes) && sizeBytes > 0 ? Math.floor(Math.log10(2) * (8 * sizeBytes - 1)) : 0;
}

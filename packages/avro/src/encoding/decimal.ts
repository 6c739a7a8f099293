/**
 * The decimal logical type: an unscaled two's complement big-endian number on the wire, digits such as `'-12.50'` in
 * the app. A JavaScript number would be rounded.
 */
import { MalformedBytes } from './avsc-internals.js';

export interface DecimalShape {
  /** The maximum number of digits. */
  readonly precision: number;
  /** The number of digits after the point. */
  readonly scale: number;
}

export function bytesToDecimal(bytes: Buffer, { precision, scale }: DecimalShape): string {
  // Checked before converting: a megabyte takes seconds to convert to digits.
  if (bytes.length > Math.ceil((precision * Math.log2(10) + 1) / 8) + 16) {
    throw new MalformedBytes('a decimal of more digits than its precision');
  }
  const unscaled = bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  if (digits.length > Math.max(precision, scale + 1)) {
    throw new MalformedBytes('a decimal of more digits than its precision');
  }
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return unscaled < 0n ? `-${text}` : text;
}

const decimalText = /^(-?)(\d+)(?:\.(\d+))?$/;

/** `undefined` when the text is not a decimal of this shape. `sizeBytes` is the size of a fixed. */
export function decimalToBytes(text: string, shape: DecimalShape, sizeBytes?: number): Buffer | undefined {
  const [, sign, whole = '', fraction = ''] = decimalText.exec(text) ?? [];
  if (sign === undefined || fraction.length > shape.scale) return undefined;
  const digits = `${whole}${fraction.padEnd(shape.scale, '0')}`.replace(/^0+(?=\d)/, '');
  if (digits !== '0' && digits.length > shape.precision) return undefined;
  return toBytes(sign === '-' ? -BigInt(digits) : BigInt(digits), sizeBytes);
}

function toBytes(value: bigint, sizeBytes?: number): Buffer {
  let size = sizeBytes ?? 1;
  if (sizeBytes === undefined) while (BigInt.asIntN(size * 8, value) !== value) size++;
  const hex = BigInt.asUintN(size * 8, value).toString(16);
  return Buffer.from(hex.padStart(size * 2, '0'), 'hex');
}

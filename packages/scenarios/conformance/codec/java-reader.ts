/** The values that Java Avro's reader decodes, as native values of kfw. */
import path from 'node:path';
import { askJavaAvro } from '../java-avro.js';

export interface Reading {
  readonly writer: string;
  readonly reader: string;
  readonly bodies: readonly Buffer[];
}

/** `error` also stands for values that kfw rejects by its own rules, such as a long that a number cannot hold. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

/** `undefined` where Java takes one of the schemas for none. */
export async function javaOutcomes(readings: readonly Reading[]): Promise<(Outcome[] | undefined)[]> {
  const questions = readings.map(({ writer, reader, bodies }) => [
    writer,
    reader,
    bodies.map((body) => body.toString('hex')),
  ]);
  const answers = await askJavaAvro(path.join(__dirname, 'JavaReader.java'), questions);
  return answers.map((answer) => (answer as JavaAnswer[] | null)?.map(outcomeOf));
}

type JavaAnswer = { readonly value: JavaValue } | { readonly error: string };

type JavaValue =
  | null
  | boolean
  | string
  | readonly JavaValue[]
  | Tagged
  | { readonly fields: Record<string, JavaValue> };

type Tagged = ({ readonly integer: string } | { readonly double: string } | { readonly bytes: string }) & {
  readonly logical?: string;
  readonly scale?: number;
  readonly precision?: number;
};

function outcomeOf(answer: JavaAnswer): Outcome {
  if ('error' in answer) return answer;
  try {
    return { value: native(answer.value) };
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function native(value: JavaValue): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly JavaValue[]).map(native);
  if ('fields' in value) {
    return Object.fromEntries(Object.entries(value.fields).map(([name, field]) => [name, native(field)]));
  }
  return untagged(value as Tagged);
}

function untagged(tagged: Tagged): unknown {
  if ('bytes' in tagged) {
    const bytes = Buffer.from(tagged.bytes, 'hex');
    if (tagged.logical === 'uuid') return tagged.bytes.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return tagged.logical === 'decimal' ? decimal(bytes, tagged.precision ?? 0, tagged.scale ?? 0) : bytes;
  }
  if ('double' in tagged) return Buffer.from(tagged.double, 'hex').readDoubleBE();
  const integer = BigInt(tagged.integer);
  switch (tagged.logical) {
    case 'date':
      return date(integer * 86_400_000n);
    case 'timestamp-millis':
      return date(integer);
    case 'timestamp-micros':
      return date(integer / 1000n - (integer % 1000n < 0n ? 1n : 0n));
    default:
      return safe(integer);
  }
}

function date(ms: bigint): Date {
  const instant = new Date(Number(ms));
  if (Number.isNaN(instant.getTime())) throw new Error('a time that Date cannot represent');
  return instant;
}

function safe(integer: bigint): number {
  const number = Number(integer);
  if (!Number.isSafeInteger(number)) throw new Error('a long that a number cannot hold');
  return number;
}

function decimal(bytes: Buffer, precision: number, scale: number): string {
  const unscaled = bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
  const digits = String(unscaled < 0n ? -unscaled : unscaled);
  if (unscaled !== 0n && digits.length > precision) throw new Error('a decimal of more digits than its precision');
  const padded = digits.padStart(scale + 1, '0');
  const text = scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  return unscaled < 0n ? `-${text}` : text;
}

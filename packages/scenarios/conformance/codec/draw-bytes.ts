/** Values of a schema by chance, as any writer of it may have written them. */
import type { Random } from '@kfw/test-cluster';
import type { PrimitiveShape, Shape } from './schema-shape.js';

/** `undefined` for a record that has to hold itself: no value of it ends. */
export function drawBytes(shape: Shape, random: Random): Buffer | undefined {
  try {
    return Buffer.concat(parts(shape, random, 0));
  } catch (thrown) {
    if (thrown === endless) return undefined;
    throw thrown;
  }
}

const endless = new Error('the value does not end');
const maxDepth = 40;

const one = <T>(random: Random, from: readonly T[]): T => from[random.between(0, from.length - 1)] as T;

function parts(shape: Shape, random: Random, depth: number): Buffer[] {
  if (depth > maxDepth) throw endless;
  switch (shape.kind) {
    case 'primitive':
      return [primitive(shape, random)];
    case 'enum':
      return [long(random.between(0, shape.symbols.length - 1))];
    case 'fixed':
      return [randomBytes(random, shape.size)];
    case 'array':
      return blocks(random, depth, () => parts(shape.inner, random, depth + 1));
    case 'map':
      return blocks(random, depth, (index) => [
        ...sized(Buffer.from(one(random, [`k${index}`, `ключ${index}`, oddKeys[index] ?? `x${index}`]))),
        ...parts(shape.inner, random, depth + 1),
      ]);
    case 'record':
      return shape.fields.flatMap((field) => parts(field.type, random, depth + 1));
    case 'union': {
      const none = shape.branches.findIndex((branch) => branch.kind === 'primitive' && branch.name === 'null');
      const index = depth > 6 && none >= 0 ? none : random.between(0, shape.branches.length - 1);
      return [long(index), ...parts(shape.branches[index] as Shape, random, depth + 1)];
    }
  }
}

const longs = [0, 1, -1, 63, 64, -65, 2 ** 31, -(2 ** 31) - 1, 2 ** 52, -(2 ** 52) - 1, 1_700_000_000_123];
const longsOfMillis = [0, 1, -1, 1_700_000_000_123, -62_135_596_800_000, 253_402_300_799_999];
/** The last ones take more than a number holds. */
const bigLongs = [2n ** 53n, -(2n ** 53n) - 1n, 2n ** 62n + 12_345n, 2n ** 63n - 1n, -(2n ** 63n)];
const oddKeys = ['__proto__', 'constructor', 'toString'];
const texts = ['', 'x', 'größe 🦆', 'constructor', 'a'.repeat(70)];

function primitive({ name, logical }: PrimitiveShape, random: Random): Buffer {
  switch (name) {
    case 'null':
      return Buffer.alloc(0);
    case 'boolean':
      return Buffer.of(random.between(0, 1));
    case 'int':
      return long(one(random, [0, 1, -1, 7, -64, 12_345, 2_147_483_647, -2_147_483_648].slice(0, logical ? 6 : 8)));
    case 'long':
      if (logical !== undefined) return long(one(random, longsOfMillis));
      return random.between(1, 12) === 1 ? big(one(random, bigLongs)) : long(one(random, longs));
    case 'float': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(one(random, [0, -0, 1.5, 0.1, Number.NaN, Number.POSITIVE_INFINITY, 3.4e38, 1e-45]));
      return bytes;
    }
    case 'double': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(one(random, [0, -0, 1.5, 0.1, Number.NaN, Number.NEGATIVE_INFINITY, 1e300, 5e-324]));
      return bytes;
    }
    case 'bytes':
      return Buffer.concat(sized(logical === undefined ? anyBytes(random) : one(random, decimals)));
    default:
      return Buffer.concat(sized(Buffer.from(one(random, logical === undefined ? texts : [uuid]))));
  }
}

const uuid = '6f1d2c3b-0a1b-4c2d-8e3f-001122334455';
const decimals = ['00', '7b', 'ff85', '0f423f', ''].map((hex) => Buffer.from(hex, 'hex'));

/** A text in UTF-8: read as a string, others become question marks, more or fewer of them by the language. */
function anyBytes(random: Random): Buffer {
  return random.between(0, 1) === 1 ? Buffer.from(one(random, texts)) : randomBytes(random, random.between(0, 4), 127);
}

function randomBytes(random: Random, length: number, largest = 255): Buffer {
  return Buffer.from(Array.from({ length }, () => random.between(0, largest)));
}

/** In one block, in two, or in one that says its size. */
function blocks(random: Random, depth: number, item: (index: number) => Buffer[]): Buffer[] {
  const items = Array.from({ length: depth > 5 ? 0 : random.between(0, 3) }, (_, index) => Buffer.concat(item(index)));
  const inOne = (some: readonly Buffer[]) => (some.length === 0 ? [] : [long(some.length), ...some]);
  const bytes = Buffer.concat(items);
  switch (random.between(0, 2)) {
    case 0:
      return [...inOne(items.slice(0, 1)), ...inOne(items.slice(1)), long(0)];
    case 1:
      return items.length === 0 ? [long(0)] : [long(-items.length), long(bytes.length), bytes, long(0)];
    default:
      return [...inOne(items), long(0)];
  }
}

function sized(bytes: Buffer): Buffer[] {
  return [long(bytes.length), bytes];
}

const long = (value: number): Buffer => big(BigInt(value));

function big(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

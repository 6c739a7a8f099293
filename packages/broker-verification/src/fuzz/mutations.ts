/** Mutations of valid frames: each has broken a broker before, ours or another. */
import type { Random } from '@kfw/test-cluster';
import type { Frame } from './frame-builder.js';
import { chosen } from './record-batches.js';

/** A frame, and another one to take parts of. Returns bytes for the wire, which need not be frames any more. */
export type Mutation = (random: Random, frame: Frame, other: Frame) => Buffer;

const lengthBytes = 4;
const mostGrownBytes = 4 * 1024 * 1024;
const sizes = [-1, 0, 1, 7, 2 ** 31 - 1, -(2 ** 31), 100 * 1024 * 1024, 100 * 1024 * 1024 + 1] as const;

/** With the length that it has. */
const framed = (body: Buffer): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(lengthBytes), body]);
  bytes.writeInt32BE(body.length);
  return bytes;
};

const noise = (random: Random, most: number): Buffer =>
  Buffer.from(Array.from({ length: random.between(1, most) }, () => random.between(0, 255)));

const mutations: Readonly<Record<string, Mutation>> = {
  flippedBits(random, { bytes }) {
    const changed = Buffer.from(bytes);
    for (let flips = random.between(1, 8); flips > 0; flips--) {
      const at = random.between(lengthBytes, changed.length - 1);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << random.between(0, 7)), at);
    }
    return changed;
  },

  boundaryValue,

  truncated: (random, { bytes }) => framed(bytes.subarray(lengthBytes, random.between(lengthBytes, bytes.length - 1))),

  cutWithoutSaying: (random, { bytes }) => bytes.subarray(0, random.between(1, bytes.length - 1)),

  duplicated: (_random, { bytes }) => Buffer.concat([bytes, bytes]),

  spliced(random, { bytes }, other) {
    const head = bytes.subarray(lengthBytes, random.between(lengthBytes, bytes.length));
    return framed(Buffer.concat([head, other.bytes.subarray(random.between(lengthBytes, other.bytes.length))]));
  },

  wrongSize(random, { bytes }) {
    const changed = Buffer.from(bytes);
    const near = bytes.length - lengthBytes + random.between(-3, 3);
    changed.writeInt32BE(random.next() < 0.5 ? near : chosen(random, sizes));
    return changed;
  },

  otherKeyOrVersion(random, { bytes }) {
    const changed = Buffer.from(bytes);
    if (random.next() < 0.5) changed.writeInt16BE(random.between(-2, 80), 4);
    changed.writeInt16BE(random.next() < 0.8 ? random.between(-1, 18) : random.between(-32_768, 32_767), 6);
    return changed;
  },

  garbageInside: (random, { bytes }) => framed(Buffer.concat([bytes.subarray(lengthBytes), noise(random, 300)])),

  garbageBehind: (random, { bytes }) => Buffer.concat([bytes, noise(random, 300)]),

  /** A huge array: as many elements as the count of the frame's array of one says. */
  repeatedElement(random, frame) {
    if (frame.elements.length === 0) return boundaryValue(random, frame);
    const { bytes } = frame;
    const { countAt, count, start, end } = chosen(random, frame.elements);
    const size = Math.max(1, end - start);
    const room = Math.floor(mostGrownBytes / size);
    const more = Math.min(room, chosen(random, [10, 100, 1_000, 10_000, 100_000, 249_000]));
    const element = bytes.subarray(start, end);
    const repeated = Buffer.alloc(element.length * more, element);
    const grown = framed(Buffer.concat([bytes.subarray(lengthBytes, end), repeated, bytes.subarray(end)]));
    grown.writeInt32BE(count + more, countAt);
    return grown;
  },

  noise: (random) => framed(noise(random, 500)),

  noiseBehindHead: (random, { bytes }) => framed(Buffer.concat([bytes.subarray(lengthBytes, 18), noise(random, 200)])),
};

/** All of them. */
export const allMutations: readonly Mutation[] = Object.values(mutations);

/** A number, most often a count, at one of its limits, or at the limit of the bytes behind it. */
function boundaryValue(random: Random, { bytes, numbers }: Frame): Buffer {
  const changed = Buffer.from(bytes);
  const counts = numbers.filter(({ isCount }) => isCount);
  const field = chosen(random, random.next() < 0.6 && counts.length > 0 ? counts : numbers);
  const bits = BigInt(field.bytes * 8);
  const most = 2n ** (bits - 1n) - 1n;
  const rest = BigInt(bytes.length - field.at - field.bytes);
  const values = [-1n, 0n, 1n, most, -most - 1n, most - 1n, rest, rest + 1n, rest / 2n, 250_000n, 250_001n];
  const value = BigInt.asUintN(Number(bits), chosen(random, values));
  changed.write(value.toString(16).padStart(field.bytes * 2, '0'), field.at, 'hex');
  return changed;
}

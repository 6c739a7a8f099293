/** zstd, which Node brings. */
import { promisify } from 'node:util';
// By a namespace: an older Node, whose zlib lacks zstd, gets as far as being told that it is too old.
import * as zlib from 'node:zlib';
import { chunkBytes, chunkBytesAside } from './chunk-bytes.js';
import { type Codec, tooLarge } from './codec.js';
import { type ZstdFrame, zstdFramesOf } from './zstd-frames.js';

const unpackAside = promisify(zlib.zstdDecompress);
const packAside = promisify(zlib.zstdCompress);

/** What is packed in a fraction of a millisecond; handing it to another thread costs as much. */
const packNowBytes = 32_768;
/** What is unpacked in the time that beginning with a frame takes. */
const frameCostBytes = 16_384;

export const zstd: Codec = {
  declaredBytes(packed) {
    return sumOf(zstdFramesOf(packed));
  },
  unpackNow(packed, mostBytes) {
    const plain: Buffer[] = [];
    let left = mostBytes;
    for (const frame of framesWithin(packed, mostBytes)) {
      const part = zlib.zstdDecompressSync(frame.packed, options(frame, left, chunkBytes));
      left -= part.length;
      plain.push(part);
    }
    return joined(plain);
  },
  async unpack(packed, mostBytes) {
    const plain: Buffer[] = [];
    let left = mostBytes;
    for (const frame of framesWithin(packed, mostBytes)) {
      const part = await unpackAside(frame.packed, options(frame, left, chunkBytesAside));
      left -= part.length;
      plain.push(part);
    }
    return joined(plain);
  },
  pack: (plain) => (plain.length <= packNowBytes ? zlib.zstdCompressSync(plain) : packAside(plain)),
};

/** Of what nobody writes, thousands of tiny frames, each counts as much as it costs. */
function sumOf(frames: readonly ZstdFrame[]): number | undefined {
  const [first] = frames;
  if (frames.length < 2) return first?.plainBytes;
  return frames.reduce((sum, { plainBytes = 0 }) => sum + Math.max(plainBytes, frameCostBytes), 0);
}

/** A frame that holds another number of bytes than it declares cannot be unpacked at all: one that declares too much need not be. */
function framesWithin(packed: Buffer, mostBytes: number): readonly ZstdFrame[] {
  const frames = zstdFramesOf(packed);
  if (frames.length === 0) throw new RangeError('there is no frame');
  const declared = frames.reduce((sum, { plainBytes = 0 }) => sum + plainBytes, 0);
  if (declared > mostBytes) throw tooLarge();
  return frames;
}

function options({ packed, plainBytes }: ZstdFrame, left: number, pieces: typeof chunkBytes) {
  // Node takes no bound of zero: an empty frame fits all the same.
  const maxOutputLength = Math.max(1, left);
  return { maxOutputLength, chunkSize: pieces(packed, plainBytes, maxOutputLength) };
}

function joined(plain: readonly Buffer[]): Buffer {
  const [only] = plain;
  return only !== undefined && plain.length === 1 ? only : Buffer.concat(plain);
}

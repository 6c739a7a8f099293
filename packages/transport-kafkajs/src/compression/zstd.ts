/** zstd, which Node brings. */
import { promisify } from 'node:util';
// By a namespace: an older Node, whose zlib lacks zstd, gets as far as being told that it is too old.
import * as zlib from 'node:zlib';
import { asyncChunkBytes, chunkBytes } from './chunk-bytes.js';
import { type CompressionCodec, tooLargeError } from './compression-codec.js';
import { type ZstdFrame, zstdFramesOf } from './zstd-frames.js';

const decompressAsync = promisify(zlib.zstdDecompress);
const compressAsync = promisify(zlib.zstdCompress);

/** What is packed in a fraction of a millisecond; handing it to another thread costs as much. */
const maxSyncBytes = 32_768;
/** What is unpacked in the time that beginning with a frame takes. */
const frameCostBytes = 16_384;

export const zstd: CompressionCodec = {
  declaredBytes(compressed) {
    return sumOf(zstdFramesOf(compressed));
  },
  decompressSync(compressed, maxBytes) {
    const plain: Buffer[] = [];
    let remaining = maxBytes;
    for (const frame of framesWithin(compressed, maxBytes)) {
      const part = zlib.zstdDecompressSync(frame.compressed, options(frame, remaining, chunkBytes));
      remaining -= part.length;
      plain.push(part);
    }
    return joined(plain);
  },
  async decompress(compressed, maxBytes) {
    const plain: Buffer[] = [];
    let remaining = maxBytes;
    for (const frame of framesWithin(compressed, maxBytes)) {
      const part = await decompressAsync(frame.compressed, options(frame, remaining, asyncChunkBytes));
      remaining -= part.length;
      plain.push(part);
    }
    return joined(plain);
  },
  compress: (plain) => (plain.length <= maxSyncBytes ? zlib.zstdCompressSync(plain) : compressAsync(plain)),
};

/** Of what nobody writes, thousands of tiny frames, each counts as much as it costs. */
function sumOf(frames: readonly ZstdFrame[]): number | undefined {
  const [first] = frames;
  if (frames.length < 2) return first?.uncompressedBytes;
  return frames.reduce((sum, { uncompressedBytes = 0 }) => sum + Math.max(uncompressedBytes, frameCostBytes), 0);
}

/** A frame that holds another number of bytes than it declares cannot be unpacked at all: one that declares too much need not be. */
function framesWithin(compressed: Buffer, maxBytes: number): readonly ZstdFrame[] {
  const frames = zstdFramesOf(compressed);
  if (frames.length === 0) throw new RangeError('there is no frame');
  const declared = frames.reduce((sum, { uncompressedBytes = 0 }) => sum + uncompressedBytes, 0);
  if (declared > maxBytes) throw tooLargeError();
  return frames;
}

function options({ compressed, uncompressedBytes }: ZstdFrame, remaining: number, chunkSizeOf: typeof chunkBytes) {
  // Node takes no bound of zero: an empty frame fits all the same.
  const maxOutputLength = Math.max(1, remaining);
  return { maxOutputLength, chunkSize: chunkSizeOf(compressed, uncompressedBytes, maxOutputLength) };
}

function joined(plain: readonly Buffer[]): Buffer {
  const [only] = plain;
  return only !== undefined && plain.length === 1 ? only : Buffer.concat(plain);
}

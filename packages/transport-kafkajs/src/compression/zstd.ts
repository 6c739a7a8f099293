/** zstd, from Node. */
import { promisify } from 'node:util';
// As a namespace: an older Node, whose zlib lacks zstd, still reaches the check that reports its version.
import * as zlib from 'node:zlib';
import { asyncChunkBytes, chunkBytes } from './chunk-bytes.js';
import { type CompressionCodec, tooLargeError } from './compression-codec.js';
import { type ZstdFrame, zstdFramesOf } from './zstd-frames.js';

const decompressAsync = promisify(zlib.zstdDecompress);
const compressAsync = promisify(zlib.zstdCompress);

/** Compressed in a fraction of a millisecond; another thread costs as much. */
const maxSyncBytes = 32_768;
/** Decompressed in the time that starting a frame takes. */
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

/** Thousands of tiny frames, which no client writes, count as their cost. */
function sumOf(frames: readonly ZstdFrame[]): number | undefined {
  const [first] = frames;
  if (frames.length < 2) return first?.uncompressedBytes;
  return frames.reduce((sum, { uncompressedBytes = 0 }) => sum + Math.max(uncompressedBytes, frameCostBytes), 0);
}

/** The bound is checked on declared sizes: a frame that declares a wrong size cannot be decompressed anyway. */
function framesWithin(compressed: Buffer, maxBytes: number): readonly ZstdFrame[] {
  const frames = zstdFramesOf(compressed);
  if (frames.length === 0) throw new RangeError('it has no frame');
  const declared = frames.reduce((sum, { uncompressedBytes = 0 }) => sum + uncompressedBytes, 0);
  if (declared > maxBytes) throw tooLargeError();
  return frames;
}

function options({ compressed, uncompressedBytes }: ZstdFrame, remaining: number, chunkSizeOf: typeof chunkBytes) {
  // Node rejects a bound of zero; an empty frame fits anyway.
  const maxOutputLength = Math.max(1, remaining);
  return { maxOutputLength, chunkSize: chunkSizeOf(compressed, uncompressedBytes, maxOutputLength) };
}

function joined(plain: readonly Buffer[]): Buffer {
  const [only] = plain;
  return only !== undefined && plain.length === 1 ? only : Buffer.concat(plain);
}

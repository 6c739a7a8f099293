/** gzip, from Node. The last four bytes declare the size of the last member, which is mostly the only one. */
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzipSync, gzip as pack } from 'node:zlib';
import { asyncChunkBytes, chunkBytes } from './chunk-bytes.js';
import type { CompressionCodec } from './compression-codec.js';

const decompressAsync = promisify(gunzip);
const compressAsync = promisify(pack);

/** Compressed in about a millisecond; another thread costs a third of one. */
const maxSyncBytes = 32_768;
const trailerBytes = 8;
/** The most that deflate can expand: a larger declaration is not a size. */
const maxRatio = 1_032;

export const gzip: CompressionCodec = {
  declaredBytes(compressed) {
    if (compressed.length < trailerBytes) return undefined;
    const declared = compressed.readUInt32LE(compressed.length - 4);
    return declared <= compressed.length * maxRatio ? declared : undefined;
  },
  decompressSync: (compressed, maxOutputLength) =>
    gunzipSync(compressed, options(compressed, maxOutputLength, chunkBytes)),
  decompress: (compressed, maxOutputLength) =>
    decompressAsync(compressed, options(compressed, maxOutputLength, asyncChunkBytes)),
  compress: (plain) => (plain.length <= maxSyncBytes ? gzipSync(plain) : compressAsync(plain)),
};

function options(compressed: Buffer, maxOutputLength: number, chunkSizeOf: typeof chunkBytes) {
  return { maxOutputLength, chunkSize: chunkSizeOf(compressed, gzip.declaredBytes(compressed), maxOutputLength) };
}

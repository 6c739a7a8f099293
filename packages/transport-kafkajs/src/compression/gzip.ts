/** gzip, which Node brings. Its last four bytes say how much the last member holds; mostly there is one. */
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzipSync, gzip as pack } from 'node:zlib';
import { asyncChunkBytes, chunkBytes } from './chunk-bytes.js';
import type { CompressionCodec } from './compression-codec.js';

const decompressAsync = promisify(gunzip);
const compressAsync = promisify(pack);

/** What is packed in about a millisecond; handing it to another thread costs a third of one. */
const maxSyncBytes = 32_768;
const trailerBytes = 8;
/** Deflate cannot grow farther: what says more is no size. */
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

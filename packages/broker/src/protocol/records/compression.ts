/**
 * Compresses and decompresses the records of a batch. gzip and zstd are Node's; the libraries for snappy and lz4 are
 * loaded on first use, since most brokers never decompress. The output is bounded, because a batch may claim more than
 * memory holds. Invalid bytes throw.
 *
 * The transport has its own implementation, on purpose: tests of client against broker prove something only if both are
 * independent.
 */
import * as zlib from 'node:zlib';
import { compressLz4, decompressLz4 } from './lz4.js';
import type { Compression } from './record-batch.js';
import { compressSnappy, decompressSnappy } from './snappy.js';

/** The limit of one batch's uncompressed records. */
export const largestRecordsBytes = 256 * 1024 * 1024;

interface CompressionCodec {
  compress(plain: Buffer): Buffer;
  decompress(compressed: Buffer, maxBytes: number): Buffer;
}

const codecs: Readonly<Record<Compression, CompressionCodec>> = {
  none: { compress: (plain) => plain, decompress: (compressed) => compressed },
  gzip: {
    compress: (plain) => zlib.gzipSync(plain),
    decompress: (compressed, maxOutputLength) => zlib.gunzipSync(compressed, { maxOutputLength }),
  },
  snappy: { compress: compressSnappy, decompress: decompressSnappy },
  lz4: { compress: compressLz4, decompress: decompressLz4 },
  zstd: {
    compress: (plain) => zlib.zstdCompressSync(plain),
    decompress: (compressed, maxOutputLength) => zlib.zstdDecompressSync(compressed, { maxOutputLength }),
  },
};

export const compress = (compression: Compression, plain: Buffer): Buffer => codecs[compression].compress(plain);

export const decompress = (
  compression: Compression,
  compressed: Buffer,
  maxBytes: number = largestRecordsBytes,
): Buffer => codecs[compression].decompress(compressed, maxBytes);

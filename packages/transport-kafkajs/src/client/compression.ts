/**
 * kafkajs brings gzip only; snappy, lz4 and zstd are plugged in here. A library is loaded when its codec is first
 * needed: most apps use one, if any.
 */
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { Compression } from '@kfw/core';
import type { CompressionTypes as CompressionType } from 'kafkajs';
import { CompressionCodecs, CompressionTypes } from './kafkajs.js';

interface KafkajsCodec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(data: Buffer): Promise<Buffer>;
}

const compressZstd = promisify(zlib.zstdCompress);
const decompressZstd = promisify(zlib.zstdDecompress);

const zstd: KafkajsCodec = {
  compress: (encoder) => compressZstd(encoder.buffer),
  decompress: (data) => decompressZstd(data),
};

const lz4: KafkajsCodec = {
  compress: async (encoder) => (await import('lz4-napi')).compressFrame(encoder.buffer),
  decompress: async (data) => (await import('lz4-napi')).decompressFrame(data),
};

const snappy: KafkajsCodec = {
  compress: async (encoder) => (await import('./snappy.js')).compressSnappy(encoder.buffer),
  decompress: async (data) => (await import('./snappy.js')).decompressSnappy(data),
};

export const compressionTypes: Readonly<Record<Compression, CompressionType>> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

/** Makes all of Kafka's compressions known to kafkajs, for this process. Calling it again changes nothing. */
export function registerCompression(): void {
  CompressionCodecs[CompressionTypes.Snappy] = () => snappy;
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4;
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstd;
}

/**
 * kafkajs brings gzip only; snappy, lz4 and zstd are plugged in here. A library is loaded when its codec is first
 * needed: most apps use one, if any.
 */
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { Compression } from '@kfw/core';
import type { CompressionTypes as CompressionType } from 'kafkajs';
import { transportError } from '../errors.js';
import { CompressionCodecs, CompressionTypes } from './kafkajs.js';

interface KafkajsCodec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(data: Buffer): Promise<Buffer>;
}

const compressZstd = promisify(zlib.zstdCompress);
const decompressZstd = promisify(zlib.zstdDecompress);
const compressGzip = promisify(zlib.gzip);
const decompressGzip = promisify(zlib.gunzip);

/** No batch is this large once decompressed: one that claims to be was made to fill the memory of its readers. */
const maxOutputLength = 256 * 1024 * 1024;

const zstd: KafkajsCodec = {
  compress: (encoder) => compressZstd(encoder.buffer),
  decompress: (data) => decompressZstd(data, { maxOutputLength }),
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

/** By the number that a record batch has in its attributes. lz4 and snappy cannot grow far: 255 and 21 times at most. */
const decompressors: Readonly<Record<number, (data: Buffer) => Promise<Buffer>>> = {
  [CompressionTypes.GZIP]: (data) => decompressGzip(data, { maxOutputLength }),
  [CompressionTypes.Snappy]: snappy.decompress,
  [CompressionTypes.LZ4]: lz4.decompress,
  [CompressionTypes.ZSTD]: zstd.decompress,
};

export function isCompressed(codec: number): boolean {
  return codec !== CompressionTypes.None;
}

const codecNames = Object.fromEntries(Object.entries(compressionTypes).map(([name, codec]) => [codec, name]));

/** The name of a codec, or its number when it is none that Kafka has. */
export function codecName(codec: number): string {
  return codecNames[codec] ?? String(codec);
}

/** Of a batch's attributes, those bits that say how it is compressed. */
export const compressionMask = 0x07;

/** Where a batch lies, for errors that are about it. */
export interface BatchPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Throws `KFW_COMPRESSION_UNKNOWN`, and what a library throws that cannot read it. */
export async function decompress(codec: number, data: Buffer, place: BatchPlace): Promise<Buffer> {
  const decompressor = decompressors[codec];
  if (decompressor === undefined) throw transportError('KFW_COMPRESSION_UNKNOWN', { ...place, codec });
  return decompressor(data);
}

const compressors: Readonly<Record<Exclude<Compression, 'none'>, (data: Buffer) => Promise<Buffer>>> = {
  gzip: (data) => compressGzip(data),
  snappy: (data) => snappy.compress({ buffer: data }),
  lz4: (data) => lz4.compress({ buffer: data }),
  zstd: (data) => zstd.compress({ buffer: data }),
};

export async function compress(compression: Exclude<Compression, 'none'>, data: Buffer): Promise<Buffer> {
  return compressors[compression](data);
}

/** Kafka's codecs, by their number in a batch's attributes and by their name. */
import type { Compression } from '@kfw/core';
import type { CompressionCodec } from './compression-codec.js';
import { gzip } from './gzip.js';
import { lz4 } from './lz4.js';
import { snappy } from './snappy.js';
import { zstd } from './zstd.js';

type CompressionName = Exclude<Compression, 'none'>;

export const compressionCodecs: Readonly<Record<CompressionName, CompressionCodec>> = { gzip, snappy, lz4, zstd };

/** The index of each name is its number. */
const names: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** The bits of a batch's attributes that hold the codec. */
export const compressionMask = 0x07;

export function isCompressed(number: number): boolean {
  return number !== 0;
}

/** The codec of a number; `undefined` for 0 and for numbers that Kafka has not assigned. */
export function codecByNumber(number: number): CompressionCodec | undefined {
  const name = names[number];
  return name === undefined || name === 'none' ? undefined : compressionCodecs[name];
}

/** The name of a number, or the number itself if Kafka has not assigned it. */
export function codecName(number: number): string {
  return names[number] ?? String(number);
}

export function codecNumber(compression: Compression): number {
  return names.indexOf(compression);
}

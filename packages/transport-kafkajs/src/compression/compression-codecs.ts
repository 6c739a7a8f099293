/** The codecs of Kafka, by the number that a batch has in its attributes and by the name that people write. */
import type { Compression } from '@kfw/core';
import type { CompressionCodec } from './compression-codec.js';
import { gzip } from './gzip.js';
import { lz4 } from './lz4.js';
import { snappy } from './snappy.js';
import { zstd } from './zstd.js';

type CompressionName = Exclude<Compression, 'none'>;

export const compressionCodecs: Readonly<Record<CompressionName, CompressionCodec>> = { gzip, snappy, lz4, zstd };

/** At the place of each name its number. */
const names: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** Of a batch's attributes, those bits that say how it is compressed. */
export const compressionMask = 0x07;

export function isCompressed(number: number): boolean {
  return number !== 0;
}

/** The codec of a number; `undefined` for none, and for numbers that Kafka has not given away. */
export function codecByNumber(number: number): CompressionCodec | undefined {
  const name = names[number];
  return name === undefined || name === 'none' ? undefined : compressionCodecs[name];
}

/** The name of a number, or the number when it is none that Kafka has. */
export function codecName(number: number): string {
  return names[number] ?? String(number);
}

export function codecNumber(compression: Compression): number {
  return names.indexOf(compression);
}

/** The five compression types of a batch, written without the libraries that decompress them. */
import { gzipSync, zstdCompressSync } from 'node:zlib';

export const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Codec = (typeof codecs)[number];

export function pack(codec: Codec, bytes: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return bytes;
    case 'gzip':
      return gzipSync(bytes);
    case 'zstd':
      return zstdCompressSync(bytes);
    case 'snappy':
      return snappyLiterals(bytes);
    case 'lz4':
      return lz4Stored(bytes);
    default:
      return codec satisfies never;
  }
}

/** A raw snappy block: the length, and literals of at most 60 bytes. */
function snappyLiterals(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let length = bytes.length;
  for (; length >= 0x80; length >>>= 7) parts.push(Buffer.from([(length & 0x7f) | 0x80]));
  parts.push(Buffer.from([length]));
  for (let at = 0; at < bytes.length; at += 60) {
    const literal = bytes.subarray(at, at + 60);
    parts.push(Buffer.from([(literal.length - 1) << 2]), literal);
  }
  return Buffer.concat(parts);
}

/** An LZ4 frame of one block that is stored as it is. */
function lz4Stored(bytes: Buffer): Buffer {
  // Magic, version 1 with independent blocks, at most 64 KB each, and the checksum of those two bytes.
  const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE((bytes.length | 0x80000000) >>> 0);
  return Buffer.concat([head, size, bytes, Buffer.alloc(4)]);
}

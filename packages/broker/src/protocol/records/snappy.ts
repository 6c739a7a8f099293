/**
 * Snappy as Kafka's clients write it: Java frames its blocks the way of xerial's snappy-java (an eight-byte magic, two
 * versions, then blocks with their length), others send one bare block. Both are read; a bare block is written, which all
 * of them read. A block says how long it is when plain: the library allocates that, so it is held against the bound.
 */
import { createRequire } from 'node:module';

interface Snappy {
  compress(plain: Buffer): Buffer;
  /** Throws when the block says that it is longer than `maxBytes`. */
  uncompress(compressed: Buffer, maxBytes: number): Buffer;
}

const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;
const lengthBytes = 4;
/** Three bytes can repeat 64 at most: a block which says more is no block. */
const maxRatio = 22;

let loaded: Snappy | undefined;
const snappy = (): Snappy => {
  loaded ??= createRequire(import.meta.url)('snappyjs') as Snappy;
  return loaded;
};

export const compressSnappy = (plain: Buffer): Buffer => snappy().compress(plain);

export const decompressSnappy = (compressed: Buffer, maxBytes: number): Buffer => {
  const isFramed = compressed.subarray(0, xerialMagic.length).equals(xerialMagic);
  if (!isFramed) return uncompress(compressed, maxBytes);
  const blocks: Buffer[] = [];
  let left = maxBytes;
  for (let at = xerialHeaderBytes; at < compressed.length; ) {
    const start = at + lengthBytes;
    at = start + compressed.readUInt32BE(at);
    if (at > compressed.length) throw new RangeError('a block is not whole');
    const block = uncompress(compressed.subarray(start, at), left);
    left -= block.length;
    blocks.push(block);
  }
  return Buffer.concat(blocks);
};

const uncompress = (block: Buffer, maxBytes: number): Buffer =>
  snappy().uncompress(block, Math.min(maxBytes, block.length * maxRatio));

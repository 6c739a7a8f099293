/**
 * Snappy as Kafka's clients write it: Java uses the framing of xerial's snappy-java (an eight-byte magic, two versions,
 * then blocks with their length), others send one bare block. Both are read; a bare block is written, which all of them
 * read. A block states its uncompressed length, which the library allocates, so it is checked against the limit.
 *
 * The transport has its own implementation, on purpose: tests of client against broker prove something only if both are
 * independent.
 */
import { createRequire } from 'node:module';

interface Snappy {
  compress(plain: Buffer): Buffer;
  /** Throws when the block claims to be longer than `maxBytes`. */
  uncompress(compressed: Buffer, maxBytes: number): Buffer;
}

const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;
const lengthBytes = 4;
/** Three bytes can repeat 64 at most: a block that claims more is invalid. */
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
    if (at > compressed.length) throw new RangeError('a block is incomplete');
    const block = uncompress(compressed.subarray(start, at), left);
    left -= block.length;
    blocks.push(block);
  }
  return Buffer.concat(blocks);
};

const uncompress = (block: Buffer, maxBytes: number): Buffer =>
  snappy().uncompress(block, Math.min(maxBytes, block.length * maxRatio));

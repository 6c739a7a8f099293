/**
 * Snappy as Kafka's clients write it: Java frames its blocks as xerial's snappy-java does (an eight-byte magic, two
 * versions, then blocks with their length), others send one bare block. Both are read; a bare block is written, which
 * all of them read. A block begins with its decompressed length, which the library allocates: it is checked against
 * the bound before, and against the most that so many bytes can hold. The embedded broker has its own, so that each
 * tests the other.
 */
import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CompressionCodec, tooLargeError } from './compression-codec.js';

interface Snappy {
  compress(plain: Buffer, options: Copying): Promise<Buffer>;
  compressSync(plain: Buffer, options: Copying): Buffer;
  uncompress(compressed: Buffer, options: Copying): Promise<Buffer>;
  uncompressSync(compressed: Buffer, options: Copying): Buffer;
}

/** Memory of V8 instead of the library's: collected earlier, and faster. */
interface Copying {
  readonly copyOutputData: true;
}

const copying: Copying = { copyOutputData: true };
/** Compressed in a fraction of a millisecond. */
const maxSyncBytes = 131_072;
/** Decompressed between two yields to the event loop. */
const stepBytes = 1_048_576;
/** Decompressed in the time that starting a block takes. */
const blockCostBytes = 2_048;
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;
const lengthBytes = 4;
/** Three bytes repeat at most 64. */
const maxRatio = 22;

let loaded: Snappy | undefined;
function library(): Snappy {
  loaded ??= createRequire(import.meta.url)('snappy') as Snappy;
  return loaded;
}

export const snappy: CompressionCodec = {
  declaredBytes: (compressed) => blocksOf(compressed).reduce((sum, block) => sum + costOf(block), 0),
  decompressSync(compressed, maxBytes) {
    const blocks = blocksWithin(compressed, maxBytes);
    const [only] = blocks;
    if (only !== undefined && blocks.length === 1) return library().uncompressSync(only.compressed, copying);
    return Buffer.concat(blocks.map((block) => library().uncompressSync(block.compressed, copying)));
  },
  async decompress(compressed, maxBytes) {
    const blocks = blocksWithin(compressed, maxBytes);
    const plain: Buffer[] = [];
    let sinceYield = 0;
    for (const block of blocks) {
      if (block.uncompressedBytes > stepBytes) {
        plain.push(await library().uncompress(block.compressed, copying));
        continue;
      }
      plain.push(library().uncompressSync(block.compressed, copying));
      sinceYield += costOf(block);
      if (sinceYield < stepBytes) continue;
      await nextTurn();
      sinceYield = 0;
    }
    const [only] = plain;
    return only !== undefined && plain.length === 1 ? only : Buffer.concat(plain);
  },
  compress: (plain) =>
    plain.length <= maxSyncBytes ? library().compressSync(plain, copying) : library().compress(plain, copying),
};

interface Block {
  readonly compressed: Buffer;
  /** As the block declares. */
  readonly uncompressedBytes: number;
}

function blocksWithin(compressed: Buffer, maxBytes: number): readonly Block[] {
  const blocks = blocksOf(compressed);
  for (const block of blocks) {
    if (block.uncompressedBytes > block.compressed.length * maxRatio)
      throw new RangeError('a block declares more than it can hold');
  }
  if (sumOf(blocks) > maxBytes) throw tooLargeError();
  return blocks;
}

/** Its length; thousands of tiny blocks, which no client writes, count as their cost. */
function costOf({ uncompressedBytes }: Block): number {
  return Math.max(uncompressedBytes, blockCostBytes);
}

function sumOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0);
}

function blocksOf(compressed: Buffer): readonly Block[] {
  if (!compressed.subarray(0, xerialMagic.length).equals(xerialMagic)) return [blockOf(compressed)];
  const blocks: Block[] = [];
  for (let at = xerialHeaderBytes; at < compressed.length; ) {
    const start = at + lengthBytes;
    at = start + (start <= compressed.length ? compressed.readUInt32BE(at) : 0);
    if (start > compressed.length || at > compressed.length) throw new RangeError('a block is cut off');
    blocks.push(blockOf(compressed.subarray(start, at)));
  }
  return blocks;
}

/** The length is a varint of 32 bits. */
function blockOf(compressed: Buffer): Block {
  let uncompressedBytes = 0;
  for (let index = 0; index < 5; index++) {
    const byte = compressed[index] ?? 0;
    uncompressedBytes += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  return { compressed, uncompressedBytes };
}

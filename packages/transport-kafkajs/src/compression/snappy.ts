/**
 * Snappy as Kafka's clients write it: Java frames its blocks the way of xerial's snappy-java (an eight-byte magic, two
 * versions, then blocks with their length), others send one bare block. Both are read; a bare block is written, which
 * all of them read. A block begins with its unpacked length, which the library allocates: it is held against the bound
 * before, and against the most that so many bytes can hold.
 */
import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Codec, tooLarge } from './codec.js';

interface Snappy {
  compress(plain: Buffer, options: Copying): Promise<Buffer>;
  compressSync(plain: Buffer, options: Copying): Buffer;
  uncompress(packed: Buffer, options: Copying): Promise<Buffer>;
  uncompressSync(packed: Buffer, options: Copying): Buffer;
}

/** Memory of V8 instead of the library's own: collected sooner, and faster. */
interface Copying {
  readonly copyOutputData: true;
}

const copying: Copying = { copyOutputData: true };
/** What is packed in a fraction of a millisecond. */
const packNowBytes = 131_072;
/** What is unpacked between two turns of the event loop. */
const stepBytes = 1_048_576;
/** What is unpacked in the time that beginning with a block takes. */
const blockCostBytes = 2_048;
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;
const lengthBytes = 4;
/** Three bytes repeat 64 at most. */
const mostGrowth = 22;

let loaded: Snappy | undefined;
function library(): Snappy {
  loaded ??= createRequire(import.meta.url)('snappy') as Snappy;
  return loaded;
}

export const snappy: Codec = {
  declaredBytes: (packed) => blocksOf(packed).reduce((sum, block) => sum + costOf(block), 0),
  unpackNow(packed, mostBytes) {
    const blocks = blocksWithin(packed, mostBytes);
    const [only] = blocks;
    if (only !== undefined && blocks.length === 1) return library().uncompressSync(only.packed, copying);
    return Buffer.concat(blocks.map((block) => library().uncompressSync(block.packed, copying)));
  },
  async unpack(packed, mostBytes) {
    const blocks = blocksWithin(packed, mostBytes);
    const plain: Buffer[] = [];
    let sinceTurn = 0;
    for (const block of blocks) {
      if (block.plainBytes > stepBytes) {
        plain.push(await library().uncompress(block.packed, copying));
        continue;
      }
      plain.push(library().uncompressSync(block.packed, copying));
      sinceTurn += costOf(block);
      if (sinceTurn < stepBytes) continue;
      await nextTurn();
      sinceTurn = 0;
    }
    const [only] = plain;
    return only !== undefined && plain.length === 1 ? only : Buffer.concat(plain);
  },
  pack: (plain) =>
    plain.length <= packNowBytes ? library().compressSync(plain, copying) : library().compress(plain, copying),
};

interface Block {
  readonly packed: Buffer;
  /** As it declares. */
  readonly plainBytes: number;
}

function blocksWithin(packed: Buffer, mostBytes: number): readonly Block[] {
  const blocks = blocksOf(packed);
  for (const block of blocks) {
    if (block.plainBytes > block.packed.length * mostGrowth)
      throw new RangeError('a block declares what it cannot hold');
  }
  if (sumOf(blocks) > mostBytes) throw tooLarge();
  return blocks;
}

/** Its length; of what nobody writes, thousands of tiny blocks, each counts as much as it costs. */
function costOf({ plainBytes }: Block): number {
  return Math.max(plainBytes, blockCostBytes);
}

function sumOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
}

function blocksOf(packed: Buffer): readonly Block[] {
  if (!packed.subarray(0, xerialMagic.length).equals(xerialMagic)) return [blockOf(packed)];
  const blocks: Block[] = [];
  for (let at = xerialHeaderBytes; at < packed.length; ) {
    const start = at + lengthBytes;
    at = start + (start <= packed.length ? packed.readUInt32BE(at) : 0);
    if (start > packed.length || at > packed.length) throw new RangeError('a block is not whole');
    blocks.push(blockOf(packed.subarray(start, at)));
  }
  return blocks;
}

/** The length is a varint of 32 bits. */
function blockOf(packed: Buffer): Block {
  let plainBytes = 0;
  for (let index = 0; index < 5; index++) {
    const byte = packed[index] ?? 0;
    plainBytes += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  return { packed, plainBytes };
}

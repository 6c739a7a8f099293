/**
 * LZ4 frames. The library unpacks whatever a frame holds, however much that is, so its blocks are looked at first: each
 * holds at most the frame's block size and 255 times its own bytes. Where that bound is too large the sequences of the
 * blocks are added up, which is exact. As in Java, one frame is read, and what lies behind it is not.
 */
import { createRequire } from 'node:module';
import { type Codec, tooLarge } from './codec.js';

interface Lz4 {
  compressFrame(plain: Buffer): Promise<Buffer>;
  compressFrameSync(plain: Buffer): Buffer;
  decompressFrame(packed: Buffer): Promise<Buffer>;
  decompressFrameSync(packed: Buffer): Buffer;
  /** One block, behind the most bytes that it may hold (four, little-endian). */
  uncompressSync(block: Buffer): Buffer;
}

/** What is packed in a fraction of a millisecond. */
const packNowBytes = 131_072;
const magic = 0x184d2204;
const mostGrowth = 255;
const storedBit = 0x8000_0000;
/** Of the frame's flags, that of blocks which do not refer to earlier ones, and those that bring bytes of their own. */
const independentFlag = 0x20;
const blockChecksumFlag = 0x10;
const contentSizeFlag = 0x08;
const contentChecksumFlag = 0x04;
const dictionaryFlag = 0x01;
/** The version of the format, which stands in the same byte. */
const versionMask = 0xc0;
const version = 0x40;

let loaded: Lz4 | undefined;
function library(): Lz4 {
  loaded ??= createRequire(import.meta.url)('lz4-napi') as Lz4;
  return loaded;
}

export const lz4: Codec = {
  declaredBytes: (packed) => sumOfBlocks(packed, mostOfBlock),
  unpackNow(packed, mostBytes) {
    check(packed, mostBytes);
    return hasPlainBlocks(packed) ? unpackBlocks(packed) : library().decompressFrameSync(packed);
  },
  async unpack(packed, mostBytes) {
    check(packed, mostBytes);
    return library().decompressFrame(packed);
  },
  pack: (plain) => (plain.length <= packNowBytes ? library().compressFrameSync(plain) : library().compressFrame(plain)),
};

function check(packed: Buffer, mostBytes: number): void {
  if (sumOfBlocks(packed, mostOfBlock) <= mostBytes) return;
  if (sumOfBlocks(packed, sumOfSequences) > mostBytes) throw tooLarge();
}

/**
 * Whether its blocks can be unpacked one by one, as Java and librdkafka write them: each for itself, without checksums (the
 * batch has its own). The library does that several times faster than a frame, for which it takes large buffers each time.
 */
function hasPlainBlocks(packed: Buffer): boolean {
  if (!isFrame(packed)) return false;
  const flags = packed.readUInt8(4);
  if ((flags & versionMask) !== version || (flags & independentFlag) === 0) return false;
  return (flags & (blockChecksumFlag | contentChecksumFlag | dictionaryFlag)) === 0;
}

function unpackBlocks(packed: Buffer): Buffer {
  const blockBytes = blockBytesOf(packed);
  const plain: Buffer[] = [];
  let at = firstBlockAt(packed);
  for (;;) {
    if (at + 4 > packed.length) throw new RangeError('the frame is cut off');
    const size = packed.readUInt32LE(at);
    if (size === 0) break;
    const start = at + 4;
    at = start + (size % storedBit);
    if (at > packed.length) throw new RangeError('a block is cut off');
    if (size >= storedBit) plain.push(packed.subarray(start, at));
    else {
      const block = Buffer.allocUnsafe(at - start + 4);
      block.writeUInt32LE(mostOfBlock(packed, start, at, blockBytes), 0);
      packed.copy(block, 4, start, at);
      plain.push(library().uncompressSync(block));
    }
  }
  const [only] = plain;
  return only !== undefined && plain.length === 1 ? only : Buffer.concat(plain);
}

function isFrame(packed: Buffer): boolean {
  return packed.length >= 7 && packed.readUInt32LE(0) === magic;
}

function blockBytesOf(packed: Buffer): number {
  return 2 ** (8 + 2 * ((packed.readUInt8(5) >>> 4) & 7));
}

function firstBlockAt(packed: Buffer): number {
  const flags = packed.readUInt8(4);
  return 7 + ((flags & contentSizeFlag) === 0 ? 0 : 8) + ((flags & dictionaryFlag) === 0 ? 0 : 4);
}

type BytesOfBlock = (packed: Buffer, at: number, end: number, blockBytes: number) => number;

/** Zero for what is no frame: the library says what is wrong with it. */
function sumOfBlocks(packed: Buffer, bytesOfBlock: BytesOfBlock): number {
  if (!isFrame(packed)) return 0;
  const blockBytes = blockBytesOf(packed);
  const checksumBytes = (packed.readUInt8(4) & blockChecksumFlag) === 0 ? 0 : 4;
  let at = firstBlockAt(packed);
  let sum = 0;
  while (at + 4 <= packed.length) {
    const size = packed.readUInt32LE(at);
    if (size === 0) break;
    const bytes = size % storedBit;
    const start = at + 4;
    const end = Math.min(start + bytes, packed.length);
    sum += size >= storedBit ? end - start : bytesOfBlock(packed, start, end, blockBytes);
    at = start + bytes + checksumBytes;
  }
  return sum;
}

function mostOfBlock(_packed: Buffer, at: number, end: number, blockBytes: number): number {
  return Math.min(blockBytes, (end - at) * mostGrowth);
}

/** Literals and matches of a block (LZ4 block format): a token, more length bytes, literals, two bytes of offset. */
function sumOfSequences(packed: Buffer, from: number, end: number, blockBytes: number): number {
  let at = from;
  let sum = 0;
  const more = (length: number): number => {
    if (length !== 15) return length;
    let total = length;
    for (let byte = 255; byte === 255 && at < end; at++) {
      byte = packed[at] ?? 0;
      total += byte;
    }
    return total;
  };
  while (at < end && sum <= blockBytes) {
    const token = packed[at++] ?? 0;
    const literals = more(token >>> 4);
    at += literals;
    sum += literals;
    if (at >= end) break;
    at += 2;
    sum += more(token & 15) + 4;
  }
  // The library refuses a block that holds more than the frame allows.
  return Math.min(sum, blockBytes);
}

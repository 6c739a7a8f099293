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
}

/** What is packed in a fraction of a millisecond. */
const packNowBytes = 131_072;
const magic = 0x184d2204;
const mostGrowth = 255;
const storedBit = 0x8000_0000;
/** Of the frame's flags, those that bring bytes of their own. */
const blockChecksumFlag = 0x10;
const contentSizeFlag = 0x08;
const dictionaryFlag = 0x01;

let loaded: Lz4 | undefined;
function library(): Lz4 {
  loaded ??= createRequire(import.meta.url)('lz4-napi') as Lz4;
  return loaded;
}

export const lz4: Codec = {
  declaredBytes: (packed) => sumOfBlocks(packed, mostOfBlock),
  unpackNow(packed, mostBytes) {
    check(packed, mostBytes);
    return library().decompressFrameSync(packed);
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

type BytesOfBlock = (packed: Buffer, at: number, end: number, blockBytes: number) => number;

/** Zero for what is no frame: the library says what is wrong with it. */
function sumOfBlocks(packed: Buffer, bytesOfBlock: BytesOfBlock): number {
  if (packed.length < 7 || packed.readUInt32LE(0) !== magic) return 0;
  const flags = packed.readUInt8(4);
  const blockBytes = 2 ** (8 + 2 * ((packed.readUInt8(5) >>> 4) & 7));
  const checksumBytes = (flags & blockChecksumFlag) === 0 ? 0 : 4;
  let at = 7 + ((flags & contentSizeFlag) === 0 ? 0 : 8) + ((flags & dictionaryFlag) === 0 ? 0 : 4);
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

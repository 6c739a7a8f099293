/**
 * LZ4 frames. The library decompresses a frame whatever its size, so its blocks are checked first: each holds at most
 * the frame's block size and 255 times its own bytes. Where that bound is too large, the sequences of the blocks are
 * added up, which is exact. As in Java, one frame is read, and the bytes after it are ignored.
 */
import { createRequire } from 'node:module';
import { type CompressionCodec, tooLargeError } from './compression-codec.js';

interface Lz4 {
  compressFrame(plain: Buffer): Promise<Buffer>;
  compressFrameSync(plain: Buffer): Buffer;
  decompressFrame(compressed: Buffer): Promise<Buffer>;
  decompressFrameSync(compressed: Buffer): Buffer;
  /** One block, preceded by its maximal size (four bytes, little-endian). */
  uncompressSync(block: Buffer): Buffer;
}

/** Compressed in a fraction of a millisecond. */
const maxSyncBytes = 131_072;
const magic = 0x184d2204;
const maxRatio = 255;
const storedBit = 0x8000_0000;
/** Flags of the frame: blocks that do not refer to earlier ones, and those that add bytes. */
const independentFlag = 0x20;
const blockChecksumFlag = 0x10;
const contentSizeFlag = 0x08;
const contentChecksumFlag = 0x04;
const dictionaryFlag = 0x01;
/** The version of the format, in the same byte. */
const versionMask = 0xc0;
const version = 0x40;

let loaded: Lz4 | undefined;
function library(): Lz4 {
  loaded ??= createRequire(import.meta.url)('lz4-napi') as Lz4;
  return loaded;
}

export const lz4: CompressionCodec = {
  declaredBytes: (compressed) => sumOfBlocks(compressed, maxBytesOfBlock),
  decompressSync(compressed, maxBytes) {
    requireWithin(compressed, maxBytes);
    return hasSimpleBlocks(compressed) ? decompressBlocks(compressed) : library().decompressFrameSync(compressed);
  },
  async decompress(compressed, maxBytes) {
    requireWithin(compressed, maxBytes);
    return library().decompressFrame(compressed);
  },
  compress: (plain) =>
    plain.length <= maxSyncBytes ? library().compressFrameSync(plain) : library().compressFrame(plain),
};

function requireWithin(compressed: Buffer, maxBytes: number): void {
  if (sumOfBlocks(compressed, maxBytesOfBlock) <= maxBytes) return;
  if (sumOfBlocks(compressed, sumOfSequences) > maxBytes) throw tooLargeError();
}

/**
 * Whether its blocks can be decompressed one by one, as Java and librdkafka write them: independent, without
 * checksums (the batch has its own). The library does that several times faster than a frame, for which it allocates
 * large buffers each time.
 */
function hasSimpleBlocks(compressed: Buffer): boolean {
  if (!isFrame(compressed)) return false;
  const flags = compressed.readUInt8(4);
  if ((flags & versionMask) !== version || (flags & independentFlag) === 0) return false;
  return (flags & (blockChecksumFlag | contentChecksumFlag | dictionaryFlag)) === 0;
}

function decompressBlocks(compressed: Buffer): Buffer {
  const blockBytes = blockBytesOf(compressed);
  const plain: Buffer[] = [];
  let at = firstBlockAt(compressed);
  for (;;) {
    if (at + 4 > compressed.length) throw new RangeError('the frame is cut off');
    const size = compressed.readUInt32LE(at);
    if (size === 0) break;
    const start = at + 4;
    at = start + (size % storedBit);
    if (at > compressed.length) throw new RangeError('a block is cut off');
    if (size >= storedBit) plain.push(compressed.subarray(start, at));
    else {
      const block = Buffer.allocUnsafe(at - start + 4);
      block.writeUInt32LE(maxBytesOfBlock(compressed, start, at, blockBytes), 0);
      compressed.copy(block, 4, start, at);
      plain.push(library().uncompressSync(block));
    }
  }
  const [only] = plain;
  return only !== undefined && plain.length === 1 ? only : Buffer.concat(plain);
}

function isFrame(compressed: Buffer): boolean {
  return compressed.length >= 7 && compressed.readUInt32LE(0) === magic;
}

function blockBytesOf(compressed: Buffer): number {
  return 2 ** (8 + 2 * ((compressed.readUInt8(5) >>> 4) & 7));
}

function firstBlockAt(compressed: Buffer): number {
  const flags = compressed.readUInt8(4);
  return 7 + ((flags & contentSizeFlag) === 0 ? 0 : 8) + ((flags & dictionaryFlag) === 0 ? 0 : 4);
}

type BytesOfBlock = (compressed: Buffer, at: number, end: number, blockBytes: number) => number;

/** Zero if it is not a frame: the library reports what is wrong with it. */
function sumOfBlocks(compressed: Buffer, bytesOfBlock: BytesOfBlock): number {
  if (!isFrame(compressed)) return 0;
  const blockBytes = blockBytesOf(compressed);
  const checksumBytes = (compressed.readUInt8(4) & blockChecksumFlag) === 0 ? 0 : 4;
  let at = firstBlockAt(compressed);
  let sum = 0;
  while (at + 4 <= compressed.length) {
    const size = compressed.readUInt32LE(at);
    if (size === 0) break;
    const bytes = size % storedBit;
    const start = at + 4;
    const end = Math.min(start + bytes, compressed.length);
    sum += size >= storedBit ? end - start : bytesOfBlock(compressed, start, end, blockBytes);
    at = start + bytes + checksumBytes;
  }
  return sum;
}

function maxBytesOfBlock(_packed: Buffer, at: number, end: number, blockBytes: number): number {
  return Math.min(blockBytes, (end - at) * maxRatio);
}

/** Literals and matches of a block (LZ4 block format): a token, more length bytes, literals, two bytes of offset. */
function sumOfSequences(compressed: Buffer, from: number, end: number, blockBytes: number): number {
  let at = from;
  let sum = 0;
  const readLength = (length: number): number => {
    if (length !== 15) return length;
    let total = length;
    for (let byte = 255; byte === 255 && at < end; at++) {
      byte = compressed[at] ?? 0;
      total += byte;
    }
    return total;
  };
  while (at < end && sum <= blockBytes) {
    const token = compressed[at++] ?? 0;
    const literals = readLength(token >>> 4);
    at += literals;
    sum += literals;
    if (at >= end) break;
    at += 2;
    sum += readLength(token & 15) + 4;
  }
  // The library rejects a block that holds more than the frame allows.
  return Math.min(sum, blockBytes);
}

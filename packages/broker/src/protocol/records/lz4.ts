/**
 * LZ4 frames, which Kafka's clients write complete. The library decompresses a frame of any size, so the sizes of its
 * blocks are added up first: a block holds no more than the frame's block size, and no more than 255 times its length.
 */
import { createRequire } from 'node:module';

interface Lz4 {
  compressFrameSync(plain: Buffer): Buffer;
  decompressFrameSync(compressed: Buffer): Buffer;
}

const magic = 0x184d2204;
const maxRatio = 255;
/** Flags of the frame that add bytes. */
const flags = { blockChecksum: 0x10, contentSize: 0x08, contentChecksum: 0x04, dictionary: 0x01 };
const storedBit = 0x8000_0000;

let loaded: Lz4 | undefined;
const lz4 = (): Lz4 => {
  loaded ??= createRequire(import.meta.url)('lz4-napi') as Lz4;
  return loaded;
};

export const compressLz4 = (plain: Buffer): Buffer => lz4().compressFrameSync(plain);

export const decompressLz4 = (compressed: Buffer, maxBytes: number): Buffer => {
  if (maxPlainBytes(compressed) > maxBytes) throw new RangeError('the frame may exceed the limit');
  return lz4().decompressFrameSync(compressed);
};

/** The largest content that a frame can have. */
const maxPlainBytes = (frame: Buffer): number => {
  if (frame.readUInt32LE(0) !== magic) throw new RangeError('this is not an LZ4 frame');
  const described = frame.readUInt8(4);
  const has = (flag: number): boolean => (described & flag) !== 0;
  const blockBytes = 2 ** (8 + 2 * ((frame.readUInt8(5) >> 4) & 7));
  let at = 7 + (has(flags.contentSize) ? 8 : 0) + (has(flags.dictionary) ? 4 : 0);
  let sum = 0;
  while (at + 4 <= frame.length) {
    const size = frame.readUInt32LE(at);
    if (size === 0) return endsAt(frame, at + 4, has(flags.contentChecksum)) ? sum : fail();
    const bytes = size % storedBit;
    sum += Math.min(blockBytes, size >= storedBit ? bytes : bytes * maxRatio);
    at += 4 + bytes + (has(flags.blockChecksum) ? 4 : 0);
  }
  return fail();
};

/** Whether the frame ends where the bytes do. */
const endsAt = (frame: Buffer, at: number, isSummed: boolean): boolean => frame.length === at + (isSummed ? 4 : 0);

const fail = (): never => {
  throw new RangeError('the frame does not end where its bytes do');
};

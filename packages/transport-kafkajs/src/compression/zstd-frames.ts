/**
 * Splits zstd-compressed bytes into frames (RFC 8878, section 3.1), mostly one. Node decompresses the first and
 * ignores the bytes after it, so frames are told apart here, by their headers and those of their blocks.
 */
export interface ZstdFrame {
  readonly compressed: Buffer;
  /** As the frame declares; Java's frames declare nothing. */
  readonly uncompressedBytes: number | undefined;
}

const magic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const descriptorAt = 4;
const singleSegmentFlag = 0x20;
const checksumFlag = 0x04;
const dictionaryIdBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;
const runBlock = 1;

/** Bytes that are not a frame count as one, to the end: the library reports what is wrong with them. */
export function zstdFramesOf(compressed: Buffer): readonly ZstdFrame[] {
  const frames: ZstdFrame[] = [];
  for (let at = 0; at < compressed.length; ) {
    const skipped = skippableBytes(compressed, at);
    if (skipped === 0) {
      const end = endOfFrame(compressed, at) ?? compressed.length;
      const frame = compressed.subarray(at, end);
      frames.push({ compressed: frame, uncompressedBytes: declaredBytes(frame) });
      at = end;
    } else at += skipped;
  }
  return frames;
}

function skippableBytes(compressed: Buffer, at: number): number {
  if (at + 8 > compressed.length || (compressed.readUInt32LE(at) & 0xfffffff0) >>> 0 !== skippableMagic) return 0;
  return 8 + compressed.readUInt32LE(at + 4);
}

interface Header {
  readonly bytes: number;
  readonly uncompressedBytes: number | undefined;
  readonly checksumBytes: number;
}

function headerOf(compressed: Buffer, from: number): Header | undefined {
  if (from + descriptorAt >= compressed.length || compressed.readUInt32LE(from) !== magic) return undefined;
  const descriptor = compressed.readUInt8(from + descriptorAt);
  const isSingle = (descriptor & singleSegmentFlag) !== 0;
  const sizeFlag = descriptor >>> 6;
  const sizeBytes = sizeFlag === 0 && isSingle ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
  const sizeAt = descriptorAt + 1 + (isSingle ? 0 : 1) + (dictionaryIdBytes[descriptor & 3] ?? 0);
  const bytes = sizeAt + sizeBytes;
  if (from + bytes > compressed.length) return undefined;
  const checksumBytes = (descriptor & checksumFlag) === 0 ? 0 : 4;
  return {
    bytes,
    uncompressedBytes: sizeAt === bytes ? undefined : readSize(compressed, from + sizeAt, sizeBytes),
    checksumBytes,
  };
}

function readSize(compressed: Buffer, at: number, bytes: number): number {
  if (bytes === 1) return compressed.readUInt8(at);
  if (bytes === 2) return compressed.readUInt16LE(at) + 256;
  return bytes === 4 ? compressed.readUInt32LE(at) : Number(compressed.readBigUInt64LE(at));
}

function declaredBytes(frame: Buffer): number | undefined {
  return headerOf(frame, 0)?.uncompressedBytes;
}

/** `undefined` when the frame does not end within the bytes. */
function endOfFrame(compressed: Buffer, from: number): number | undefined {
  const header = headerOf(compressed, from);
  if (header === undefined) return undefined;
  for (let at = from + header.bytes; at + 3 <= compressed.length; ) {
    const block = compressed.readUIntLE(at, 3);
    const size = ((block >>> 1) & 3) === runBlock ? 1 : block >>> 3;
    at += 3 + size;
    if ((block & 1) === 1)
      return at + header.checksumBytes <= compressed.length ? at + header.checksumBytes : undefined;
  }
  return undefined;
}

/** Compressed bytes in the forms that other clients write. */
import { compressionCodecs } from '../../src/compression/compression-codecs.js';

export function rawSnappy(plain: Buffer): Buffer {
  const packed = compressionCodecs.snappy.compress(plain);
  if (packed instanceof Promise) throw new Error('too large for this');
  return packed;
}

/** As Java's producer writes it: magic, version, compatible version, then blocks with their length. */
export function xerial(blocks: readonly Buffer[]): Buffer {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  const framed = blocks.map((block) => {
    const packed = rawSnappy(block);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(packed.length);
    return Buffer.concat([length, packed]);
  });
  return Buffer.concat([header, ...framed]);
}

/** One frame whose blocks are those of several, as of a producer that flushes often. Its header allows large blocks. */
export async function lz4Frame(plain: readonly Buffer[], blockBytes: 4_194_304): Promise<Buffer> {
  const frames = await Promise.all(plain.map((bytes) => compressionCodecs.lz4.compress(bytes)));
  const [first = Buffer.alloc(0)] = frames;
  const headerBytes = 7;
  const header = Buffer.from(first.subarray(0, headerBytes));
  // Of the library's own: independent blocks, of 4 MiB at most, no checksums.
  if ((header.readUInt8(4) & 0x1d) !== 0) throw new Error('the library writes other frames by now');
  header.writeUInt8(0x70, 5);
  header.writeUInt8(headerChecksum(header.subarray(4, 6)), 6);
  const end = Buffer.alloc(4);
  if (blockBytes !== 4_194_304) throw new Error('other sizes have other codes');
  return Buffer.concat([header, ...frames.map((frame) => frame.subarray(headerBytes, -4)), end]);
}

/** The second byte of xxHash-32 of so few bytes (LZ4 frame format, "Header Checksum"). */
function headerChecksum(bytes: Buffer): number {
  const prime3 = 3_266_489_917;
  const prime5 = 374_761_393;
  const [prime1, prime2] = [2_654_435_761, 2_246_822_519];
  let hash = (prime5 + bytes.length) >>> 0;
  for (const byte of bytes) {
    hash = (hash + Math.imul(byte, prime5)) >>> 0;
    hash = Math.imul((hash << 11) | (hash >>> 21), prime1) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 15), prime2) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), prime3) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 8) & 0xff;
}

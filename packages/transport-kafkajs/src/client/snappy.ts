/**
 * Snappy as Kafka's clients write it: Java frames its blocks the way of xerial's snappy-java (an eight-byte magic, two
 * versions, then blocks with their length), others send one bare block. Both are read; a bare block is written, which
 * all of them read.
 */
import snappy from 'snappyjs';

const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;
const blockLengthBytes = 4;

export function compressSnappy(data: Buffer): Buffer {
  return snappy.compress(data);
}

export function decompressSnappy(data: Buffer): Buffer {
  if (!data.subarray(0, xerialMagic.length).equals(xerialMagic)) return snappy.uncompress(data);
  const blocks: Buffer[] = [];
  let at = xerialHeaderBytes;
  while (at + blockLengthBytes <= data.length) {
    const start = at + blockLengthBytes;
    at = start + data.readUInt32BE(at);
    blocks.push(snappy.uncompress(data.subarray(start, at)));
  }
  return Buffer.concat(blocks);
}

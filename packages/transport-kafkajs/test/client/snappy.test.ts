import { describe, expect, it } from '@jest/globals';
import { compressSnappy, decompressSnappy } from '../../src/client/snappy.js';

const text = Buffer.from('the same words and the same words again '.repeat(50));

/** As Java's producer writes it: magic, version, compatible version, then blocks with their length. */
function xerial(...blocks: Buffer[]): Buffer {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  const framed = blocks.map((block) => {
    const compressed = compressSnappy(block);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(compressed.length);
    return Buffer.concat([length, compressed]);
  });
  return Buffer.concat([header, ...framed]);
}

describe('snappy', () => {
  it('reads what it wrote', () => {
    expect(compressSnappy(text).length).toBeLessThan(text.length / 4);
    expect(decompressSnappy(compressSnappy(text))).toEqual(text);
  });

  it('reads the frames of Java’s clients', () => {
    expect(decompressSnappy(xerial(text, Buffer.from('end')))).toEqual(Buffer.concat([text, Buffer.from('end')]));
  });
});

import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compress, decompress } from '../../../src/protocol/records/compression.js';
import type { Compression } from '../../../src/protocol/records/record-batch.js';

const compressions: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const squeezed = compressions.filter((compression) => compression !== 'none');
const text = Buffer.from('some records, some records, and some more of them. '.repeat(200));

/** As snappy-java: a magic, two versions, blocks after their length. */
const xerial = (...blocks: readonly Buffer[]): Buffer => {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  const framed = blocks.flatMap((block) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    return [length, block];
  });
  return Buffer.concat([header, ...framed]);
};

describe('compression', () => {
  it.each(compressions)('round-trips (%s)', (compression) => {
    for (const plain of [Buffer.alloc(0), Buffer.from('a'), text, Buffer.alloc(300_000, 'abc')]) {
      expect(decompress(compression, compress(compression, plain)).equals(plain)).toBe(true);
    }
  });

  it("reads Java's blocks", () => {
    const [one, other] = [compress('snappy', text), compress('snappy', Buffer.from('end'))];
    expect(decompress('snappy', xerial(one, other)).toString()).toBe(`${text}end`);
    expect(() => decompress('snappy', xerial(one, other).subarray(0, -1))).toThrow();
    expect(() => decompress('snappy', xerial(one, one), text.length)).toThrow();
  });

  it.each(squeezed)('respects the output limit (%s)', (compression) => {
    const zeros = compress(compression, Buffer.alloc(1_000_000));
    expect(decompress(compression, zeros, 2_000_000)).toHaveLength(1_000_000);
    expect(() => decompress(compression, zeros, 900_000)).toThrow();
  });

  it('allocates no more than a few bytes can hold', () => {
    // A snappy block that claims 2 GiB, an LZ4 frame of 4 MiB blocks only.
    expect(() => decompress('snappy', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x07, 0]))).toThrow('too big');
    const frame = Buffer.concat([Buffer.from([4, 0x22, 0x4d, 0x18, 0x60, 0x70, 0]), Buffer.alloc(400, 1)]);
    expect(() => decompress('lz4', frame)).toThrow();
  });

  it.each(squeezed)('throws, without any other effect, for any bytes (%s)', (compression) => {
    const whole = compress(compression, text);
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(whole.length), (changes, length) => {
        const bytes = Buffer.from(whole.subarray(0, length));
        for (const { at, to } of changes) if (at < bytes.length) bytes.writeUInt8(to, at);
        try {
          expect(decompress(compression, bytes, 1_000_000).length).toBeLessThanOrEqual(1_000_000);
        } catch (error) {
          // From another realm, where the library is native.
          expect(error).toHaveProperty('message');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is compatible with gzip and zstd', () => {
    expect(decompress('gzip', gzipSync(text)).equals(text)).toBe(true);
    expect(decompress('zstd', zstdCompressSync(text)).equals(text)).toBe(true);
  });
});

/** Every codec gives back what it packed, reads what others write, and stops at the bound whatever is declared. */

import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import lz4Library from 'lz4-napi';
import { isTooLarge } from '../../src/compression/compression-codec.js';
import { compressionCodecs } from '../../src/compression/compression-codecs.js';
import { codeOf } from '../support/code-of.js';
import { lz4Frame, rawSnappy, xerial } from '../support/frames.js';

const each = Object.entries(compressionCodecs);
const text = Buffer.from('the same words and the same words again '.repeat(200));
const mib = 2 ** 20;

describe.each(each)('%s', (_name, codec) => {
  it('returns what it compressed, synchronously and in the background', async () => {
    const given = fc.uint8Array({ maxLength: 5_000 }).map((bytes) => Buffer.concat([text, bytes]));
    await fc.assert(
      fc.asyncProperty(given, async (plain) => {
        const packed = await codec.compress(plain);
        expect(packed.length).toBeLessThan(plain.length);
        expect(codec.decompressSync(packed, plain.length).equals(plain)).toBe(true);
        expect((await codec.decompress(packed, plain.length)).equals(plain)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('compresses large batches off this thread, and small ones synchronously', async () => {
    expect(Buffer.isBuffer(codec.compress(text))).toBe(true);
    const large = Buffer.alloc(mib, 'large ');
    const packing = codec.compress(large);
    expect(Buffer.isBuffer(packing)).toBe(false);
    expect((await codec.decompress(await packing, mib)).equals(large)).toBe(true);
  });

  it('stops at the bound, and accepts exactly that size', async () => {
    const plain = Buffer.alloc(3 * mib);
    const packed = await codec.compress(plain);
    expect(codec.decompressSync(packed, plain.length)).toHaveLength(plain.length);
    expect(() => codec.decompressSync(packed, plain.length - 1)).toThrow(expect.objectContaining(codeOf.tooLarge));
    const failure = await codec.decompress(packed, mib).catch((thrown: unknown) => thrown);
    expect(isTooLarge(failure)).toBe(true);
  });

  it('reports changed bytes as corrupt, or decompresses no more than the bound', async () => {
    const packed = await codec.compress(text);
    const change = fc.tuple(fc.nat(packed.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(), async (changes, cut) => {
        const broken = Buffer.from(packed).subarray(0, packed.length - (cut % 3 === 0 ? cut % packed.length : 0));
        for (const [at, byte] of changes) broken[at] = byte;
        for (const unpack of [
          async () => codec.decompressSync(broken, text.length),
          () => codec.decompress(broken, text.length),
        ]) {
          const came = await unpack().catch((thrown: unknown) => thrown);
          if (Buffer.isBuffer(came)) expect(came.length).toBeLessThanOrEqual(text.length);
          else expect(came).toMatchObject({ message: expect.any(String) });
        }
      }),
    );
  });
});

describe('the format of other clients', () => {
  it('is read: snappy in the frames of Java’s clients, of one block and of several', async () => {
    const blocks = [text, Buffer.from('end')];
    expect(Buffer.compare(compressionCodecs.snappy.decompressSync(xerial(blocks), mib), Buffer.concat(blocks))).toBe(0);
    expect(Buffer.compare(await compressionCodecs.snappy.decompress(xerial(blocks), mib), Buffer.concat(blocks))).toBe(
      0,
    );
    expect(Buffer.compare(compressionCodecs.snappy.decompressSync(xerial([text]), mib), text)).toBe(0);
    expect(compressionCodecs.snappy.declaredBytes(xerial(blocks))).toBe(text.length + 2_048);
  });

  it('is read: gzip of several members, and zstd of several frames', () => {
    const [one, other] = [text.subarray(0, 4_000), text.subarray(4_000)];
    const members = Buffer.concat([gzipSync(one), gzipSync(other)]);
    expect(Buffer.compare(compressionCodecs.gzip.decompressSync(members, mib), text)).toBe(0);
    expect(() => compressionCodecs.gzip.decompressSync(members, text.length - 1)).toThrow(
      expect.objectContaining(codeOf.tooLarge),
    );
    const frames = Buffer.concat([zstdCompressSync(one), zstdCompressSync(other)]);
    expect(Buffer.compare(compressionCodecs.zstd.decompressSync(frames, mib), text)).toBe(0);
    expect(() => compressionCodecs.zstd.decompressSync(frames, text.length - 1)).toThrow(
      expect.objectContaining(codeOf.tooLarge),
    );
  });

  it('is read: zstd without a declared size, as Java writes it', async () => {
    const unsaid = zstdCompressSync(text, { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } });
    expect(compressionCodecs.zstd.declaredBytes(unsaid)).toBeUndefined();
    expect(Buffer.compare(compressionCodecs.zstd.decompressSync(unsaid, mib), text)).toBe(0);
    const bomb = zstdCompressSync(Buffer.alloc(8 * mib), { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } });
    expect(isTooLarge(await compressionCodecs.zstd.decompress(bomb, mib).catch((thrown: unknown) => thrown))).toBe(
      true,
    );
  });

  it('is read: lz4 in several blocks, stored ones among them, and with checksums', async () => {
    const chance = Buffer.from(
      Array.from({ length: 70_000 }, (_, at) => (Math.imul(at + 1, 0x9e3779b1) >>> 13) & 0xff),
    );
    for (const plain of [
      Buffer.alloc(300_000, 'several blocks '),
      chance,
      Buffer.concat([chance, text]),
      Buffer.alloc(0),
    ]) {
      const plainBlocks = lz4Library.compressFrameSync(plain);
      const summed = lz4Library.compressFrameSync(plain, { contentChecksum: true, blockChecksums: true });
      for (const frame of [plainBlocks, summed]) {
        expect(compressionCodecs.lz4.decompressSync(frame, mib).equals(plain)).toBe(true);
        expect((await compressionCodecs.lz4.decompress(frame, mib)).equals(plain)).toBe(true);
      }
    }
    const cut = lz4Library.compressFrameSync(text).subarray(0, -4);
    expect(() => compressionCodecs.lz4.decompressSync(cut, mib)).toThrow('cut off');
  });

  it.each([300, 70_000, 5 * mib])('declares its size: zstd of %d bytes', (size) => {
    expect(compressionCodecs.zstd.declaredBytes(zstdCompressSync(Buffer.alloc(size)))).toBe(size);
  });
});

describe('a false size', () => {
  it('is rejected before memory is allocated: a snappy block that declares 4 GiB', () => {
    const liar = Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), rawSnappy(text)]);
    expect(() => compressionCodecs.snappy.decompressSync(liar, 2 ** 40)).toThrow('declares more than it can hold');
    expect(() => compressionCodecs.snappy.decompressSync(xerial([text]).fill(0xff, 16, 20), mib)).toThrow('cut off');
  });

  it('is rejected: gzip whose trailer declares little', () => {
    const bomb = gzipSync(Buffer.alloc(8 * mib));
    bomb.writeUInt32LE(10, bomb.length - 4);
    expect(compressionCodecs.gzip.declaredBytes(bomb)).toBe(10);
    expect(() => compressionCodecs.gzip.decompressSync(bomb, mib)).toThrow(expect.objectContaining(codeOf.tooLarge));
  });

  it('is measured by its sequences: lz4 in blocks that could hold more than they do', async () => {
    const frame = await lz4Frame([text, text, text], 4 * mib);
    expect(compressionCodecs.lz4.declaredBytes(frame)).toBeGreaterThan(text.length * 4);
    expect(compressionCodecs.lz4.decompressSync(frame, text.length * 3)).toHaveLength(text.length * 3);
    expect(() => compressionCodecs.lz4.decompressSync(frame, text.length * 3 - 1)).toThrow(
      expect.objectContaining(codeOf.tooLarge),
    );
  });
});

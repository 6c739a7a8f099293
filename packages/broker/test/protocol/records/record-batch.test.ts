import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  batchCrcHolds,
  batchLastOffset,
  batchMaxTimestamp,
  isLogAppendTime,
  placeBatch,
  readBatchHeader,
  readInt64Number,
  stampBatch,
} from '../../../src/protocol/records/record-batch.js';
import { makeBatch } from '../../log/batches.js';

describe('a record batch', () => {
  it('has a header with its fields', () => {
    const bytes = makeBatch({
      values: ['a', 'b'],
      timestamps: [5, 9],
      producerId: 2 ** 40,
      producerEpoch: 3,
      baseSequence: 7,
    });
    expect(readBatchHeader(Buffer.concat([Buffer.alloc(3), bytes]), 3)).toMatchObject({
      baseOffset: 0,
      sizeBytes: bytes.length,
      magic: 2,
      lastOffsetDelta: 1,
      baseTimestamp: 5,
      maxTimestamp: 9,
      producerId: 2 ** 40,
      producerEpoch: 3,
      baseSequence: 7,
      count: 2,
    });
  });

  it("keeps its checksum when it gets its offset, and gets a new one with the broker's time", () => {
    const bytes = makeBatch({ values: ['a', 'b', 'c'] });
    placeBatch(bytes, 0, 2 ** 33 + 5, 0);
    expect(batchLastOffset(bytes, 0)).toBe(2 ** 33 + 7);
    expect(batchCrcHolds(bytes, 0, bytes.length)).toBe(true);
    stampBatch(bytes, 0, bytes.length, 1_700_000_000_123);
    expect(batchMaxTimestamp(bytes, 0)).toBe(1_700_000_000_123);
    expect(isLogAppendTime(readBatchHeader(bytes, 0).attributes)).toBe(true);
    expect(batchCrcHolds(bytes, 0, bytes.length)).toBe(true);
  });

  it('is invalid when any bit under the checksum changes', () => {
    const bytes = makeBatch();
    for (let bit = 17 * 8; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(batchCrcHolds(damaged, 0, damaged.length)).toBe(false);
    }
  });

  it('has 64-bit numbers as numbers, including negative ones', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64BE(BigInt(value));
        expect(readInt64Number(bytes, 0)).toBe(value);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import type { LogSettings } from '../../../src/log/log-settings.js';
import { checkProduced } from '../../../src/log/validation/check-produced.js';
import type { ProduceRefusal } from '../../../src/log/validation/produce-refusal.js';
import { readProduced } from '../../../src/log/validation/read-produced.js';
import { type ErrorName, errorCodes } from '../../../src/protocol/error-codes.js';
import { type BatchGiven, makeBatch } from '../batches.js';
import { defaultSettings } from '../open-log.js';

const now = 10_000_000;
const settings = { ...defaultSettings, maxMessageBytes: 1_000, segmentBytes: 10_000 };
const check = (bytes: Buffer | null, version = 7, given: LogSettings = settings) => {
  const batch = readProduced(bytes, version);
  if (bytes === null || 'code' in batch) return batch as ProduceRefusal;
  return checkProduced(bytes, batch, given, now, 'events-0');
};
const codeOf = (...given: Parameters<typeof check>) => check(...given)?.code ?? errorCodes.NONE;
const changed = (change: (bytes: Buffer) => void, given?: BatchGiven): Buffer => {
  const bytes = makeBatch(given);
  change(bytes);
  return bytes;
};

const refusals: [string, Buffer | null, ErrorName][] = [
  ['nothing', null, 'INVALID_RECORD'],
  ['an empty record set', Buffer.alloc(0), 'INVALID_RECORD'],
  ['a batch that is cut off', makeBatch().subarray(0, -1), 'INVALID_RECORD'],
  ['two batches', Buffer.concat([makeBatch(), makeBatch()]), 'INVALID_RECORD'],
  ['an older format', changed((bytes) => bytes.writeInt8(1, 16)), 'INVALID_RECORD'],
  ['a length that no batch has', changed((bytes) => bytes.writeInt32BE(3, 8)), 'CORRUPT_MESSAGE'],
  ['a length less than its header', changed((bytes) => bytes.writeInt32BE(30, 8)), 'CORRUPT_MESSAGE'],
  ['a format that no Kafka knows', changed((bytes) => bytes.writeInt8(9, 16)), 'CORRUPT_MESSAGE'],
  ['a negative length', changed((bytes) => bytes.writeInt32BE(-5, 8)), 'CORRUPT_MESSAGE'],
  ['a checksum that is not its own', changed((bytes) => bytes.writeInt8(1, bytes.length - 1)), 'CORRUPT_MESSAGE'],
  ['a base offset of its own', makeBatch({ baseOffset: 5 }), 'INVALID_RECORD'],
  ['a count that is not that of its offsets', makeBatch({ count: 4 }), 'INVALID_RECORD'],
  ['a count that its bytes cannot hold', makeBatch({ count: 1_000, lastOffsetDelta: 999 }), 'INVALID_RECORD'],
  ['no record', makeBatch({ values: [], timestamps: [1] }), 'INVALID_RECORD'],
  ['a control batch', makeBatch({ attributes: 0x20 }), 'INVALID_RECORD'],
  ['a producer without a sequence', makeBatch({ producerId: 1, baseSequence: -1 }), 'INVALID_RECORD'],
  ['a compression that no Kafka knows', makeBatch({ attributes: 0x06 }), 'UNSUPPORTED_COMPRESSION_TYPE'],
  ['more than a message may have', makeBatch({ values: ['x'.repeat(1_000)] }), 'MESSAGE_TOO_LARGE'],
];

describe('a produced batch', () => {
  it.each(refusals)('is rejected when it is %s', (_, bytes, name) => {
    expect(codeOf(bytes)).toBe(errorCodes[name]);
  });

  it('may have any compression, zstd from version 7 on', () => {
    for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
      expect(codeOf(makeBatch({ compression }))).toBe(errorCodes.NONE);
    }
    expect(codeOf(makeBatch({ compression: 'zstd' }), 6)).toBe(errorCodes.UNSUPPORTED_COMPRESSION_TYPE);
  });

  it('must fit in a segment', () => {
    expect(codeOf(makeBatch(), 7, { ...settings, segmentBytes: 20 })).toBe(errorCodes.RECORD_LIST_TOO_LARGE);
  });

  it("must not be in the future, or too old, unless the topic uses the broker's time", () => {
    const bounds = { ...settings, timestampAfterMaxMs: 10, timestampBeforeMaxMs: 100 };
    const code = (timestamp: number, logAppendTime = false) =>
      codeOf(makeBatch({ timestamps: [timestamp] }), 7, { ...bounds, logAppendTime });
    expect([code(now + 10), code(now - 100), code(-1)]).toEqual([0, 0, 0]);
    expect([code(now + 11), code(now - 101)]).toEqual([errorCodes.INVALID_TIMESTAMP, errorCodes.INVALID_TIMESTAMP]);
    expect(code(now + 11, true)).toBe(0);
  });

  it('has an error for each record without a key, also of a hundred, where the topic is compacted', () => {
    const keys = Array.from({ length: 100 }, (_, at) => (at === 7 || at === 93 ? null : `k${at}`));
    const batch = makeBatch({ keys, values: keys.map(() => 'v') });
    const large = { ...settings, compacts: true, maxMessageBytes: 10_000 };
    const message = 'Compacted topic cannot accept message without key in topic partition events-0';
    expect(check(batch, 8, large)).toEqual({
      code: errorCodes.INVALID_RECORD,
      message: `One or more records have been rejected due to 2 record errors in total, and only showing the first three errors at most: [RecordError(batchIndex=7, message='${message}'), RecordError(batchIndex=93, message='${message}')]`,
      records: [
        { index: 7, message },
        { index: 93, message },
      ],
    });
  });

  it('counts more records than it lists', () => {
    const values = Array.from({ length: 1_500 }, () => 'v');
    const large = { ...settings, compacts: true, maxMessageBytes: 100_000, segmentBytes: 1_000_000 };
    const refusal = check(makeBatch({ values }), 8, large);
    expect(refusal?.records).toHaveLength(1_000);
    expect(refusal?.message).toContain('due to 1500 record errors');
  });

  it('has an error for each record of the wrong time, with the valid range', () => {
    const bounds = { ...settings, timestampAfterMaxMs: 10, timestampBeforeMaxMs: 100 };
    const timestamps = [now, now + 11, -1];
    expect(check(makeBatch({ values: ['a', 'b', 'c'], timestamps }), 8, bounds)).toEqual({
      code: errorCodes.INVALID_TIMESTAMP,
      message: 'One or more records have been rejected due to invalid timestamp',
      records: [
        {
          index: 1,
          message: `Timestamp ${now + 11} of message with offset 1 is out of range. The timestamp should be within [${now - 100}, ${now + 10}]`,
        },
      ],
    });
  });
});

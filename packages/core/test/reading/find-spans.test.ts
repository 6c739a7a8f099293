import { describe, expect, it } from '@jest/globals';
import { findSpans } from '../../src/reading/find-spans.js';
import { checkReadOptions, type ReadTopicOptions } from '../../src/reading/read-options.js';
import { fakeReader, type Ranges } from './fake-reader.js';

const ranges: Ranges = { 0: [10, 20], 1: [0, 5] };

const spansOf = (options: ReadTopicOptions, reader = fakeReader(ranges)) =>
  findSpans(reader, checkReadOptions('users', options));

describe('the spans of a reading', () => {
  it('reach from the first message that is there to the end', async () => {
    expect(await spansOf({})).toEqual([
      { partition: 0, from: 10, end: 20 },
      { partition: 1, from: 0, end: 5 },
    ]);
  });

  it('have no end when the reading follows', async () => {
    expect(await spansOf({ follow: true, from: 'latest', partitions: [1] })).toEqual([
      { partition: 1, from: 5, end: undefined },
    ]);
  });

  it('begin and end at offsets; nothing is read beyond the end that is there', async () => {
    expect(await spansOf({ from: { 0: 12 }, until: { 0: 15, 1: 1_000 } })).toEqual([
      { partition: 0, from: 12, end: 15 },
      { partition: 1, from: 0, end: 5 },
    ]);
  });

  it('begin and end at times, which cost one question each, and at the end where no message is that young', async () => {
    const offsetAt = (partition: number, timestampMs: number) =>
      partition === 0 ? 10 + timestampMs / 1_000 : undefined;
    const reader = fakeReader(ranges, undefined, offsetAt);
    expect(await spansOf({ from: new Date(2_000), until: new Date(4_000) }, reader)).toEqual([
      { partition: 0, from: 12, end: 14 },
      { partition: 1, from: 5, end: 5 },
    ]);
    expect(reader.timesAsked).toEqual([
      { partitions: [0, 1], timestampMs: 2_000 },
      { partitions: [0, 1], timestampMs: 4_000 },
    ]);
  });

  it('do not begin beyond the end at a time whose messages belong to an open transaction', async () => {
    const reader = fakeReader({ 0: [0, 5] }, undefined, () => 9);
    expect(await spansOf({ from: new Date(0) }, reader)).toEqual([{ partition: 0, from: 5, end: 5 }]);
  });

  it.each([9, 21])('refuse offset %i, which is not there', async (from) => {
    await expect(spansOf({ partitions: [0], from })).rejects.toMatchObject({
      code: 'KFW_READ_OUT_OF_RANGE',
      message: expect.stringMatching(/users\[0\] has no offset \d+: it begins at 10 and ends before 20/),
    });
  });

  it.each([{ partitions: [0, 2] }, { from: { 2: 'earliest' } }])(
    'refuse a partition that is not there: %j',
    async (o) => {
      await expect(spansOf(o)).rejects.toMatchObject({
        code: 'KFW_PARTITION_INVALID',
        message: expect.stringContaining('has no partition 2'),
      });
    },
  );
});

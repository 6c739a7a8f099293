/**
 * The log compared with the simplest model, a list of batches. The same steps run in memory, on disk with a cache of
 * the newest bytes, and on disk with almost none; the one on disk is also closed and killed in between.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PartitionLog } from '../../src/log/partition-log.js';
import { placeBatch, readBatchHeader } from '../../src/protocol/records/record-batch.js';
import { temporaryFolder } from '../temporary-folder.js';
import { makeBatch } from './batches.js';
import { handClock, openLog } from './open-log.js';

interface Held {
  readonly base: number;
  readonly end: number;
  readonly timestamp: number;
  readonly bytes: Buffer;
}

interface Subject {
  log: PartitionLog;
  reopen(inOrder: boolean): void;
}

class Model {
  held: Held[] = [];
  start = 0;
  end = 0;

  append(subject: Subject, records: number, valueBytes: number, timestamp: number): void {
    const values = Array.from({ length: records }, () => 'x'.repeat(valueBytes));
    const bytes = makeBatch({ values, timestamps: [timestamp] });
    const appended = subject.log.append(Buffer.from(bytes), readBatchHeader(bytes, 0));
    expect(appended.baseOffset).toBe(this.end);
    placeBatch(bytes, 0, this.end, 0);
    this.held.push({ base: this.end, end: this.end + records, timestamp, bytes });
    this.end += records;
  }

  read({ log }: Subject, offset: number, maxBytes: number, atLeastOne: boolean): void {
    const read = log.read(offset, maxBytes, atLeastOne);
    if (offset < this.start || offset > this.end) {
      expect(read).toBeUndefined();
      return;
    }
    const expected: Buffer[] = [];
    let room = maxBytes;
    for (const { end, bytes } of this.held) {
      if (end <= offset) continue;
      if (bytes.length > room && !(atLeastOne && expected.length === 0)) break;
      expected.push(bytes);
      room -= bytes.length;
    }
    expect(Buffer.concat(read ?? []).equals(Buffer.concat(expected))).toBe(true);
  }

  find({ log }: Subject, timestamp: number): void {
    const found = this.held.find((held) => held.end > this.start && held.timestamp >= timestamp);
    const expected = found && { offset: Math.max(found.base, this.start), timestamp: found.timestamp };
    expect(log.find(timestamp)).toEqual(expected);
  }

  deleteBefore({ log }: Subject, offset: number): void {
    const target = Math.min(offset, this.end);
    log.deleteBefore(target);
    this.start = Math.max(this.start, target);
    expect(log.startOffset).toBe(this.start);
  }
}

type Step = (model: Model, subject: Subject) => void;

const offsets = fc.nat(80);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(400), fc.nat(50)).map(
      ([records, size, timestamp]): Step =>
        (model, subject) =>
          model.append(subject, records, size, timestamp),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(offsets, fc.nat(3_000), fc.boolean()).map(
      ([offset, maxBytes, atLeastOne]): Step =>
        (model, subject) =>
          model.read(subject, offset, maxBytes, atLeastOne),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat(60).map(
      (timestamp): Step =>
        (model, subject) =>
          model.find(subject, timestamp),
    ),
  },
  {
    weight: 1,
    arbitrary: offsets.map(
      (offset): Step =>
        (model, subject) =>
          model.deleteBefore(subject, offset),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (inOrder): Step =>
        (_, subject) =>
          subject.reopen(inOrder),
    ),
  },
);

const inMemory = (segmentBytes: number): Subject => ({ log: openLog(undefined, { segmentBytes }), reopen: () => {} });

const onDisk = (segmentBytes: number, newestLimitBytes: number): Subject => {
  const folder = temporaryFolder();
  const open = () => openLog(folder, { segmentBytes }, handClock(), newestLimitBytes);
  const subject: Subject = {
    log: open(),
    reopen(inOrder) {
      if (inOrder) subject.log.close();
      subject.log = open();
    },
  };
  return subject;
};

describe.each([
  { kind: 'in memory', make: inMemory },
  { kind: 'on disk', make: (segmentBytes: number) => onDisk(segmentBytes, 1_000_000) },
  { kind: 'on disk, hardly any of it in memory', make: (segmentBytes: number) => onDisk(segmentBytes, 5_000) },
])('a log $kind', ({ make }) => {
  it('holds, finds and reads the same as a list of batches', () => {
    fc.assert(
      fc.property(fc.constantFrom(300, 2_000, 100_000), fc.array(steps, { maxLength: 60 }), (segmentBytes, taken) => {
        const [model, subject] = [new Model(), make(segmentBytes)];
        for (const step of taken) step(model, subject);
        expect([subject.log.startOffset, subject.log.endOffset]).toEqual([model.start, model.end]);
        for (let offset = model.start; offset <= model.end; offset++) model.read(subject, offset, 10_000, true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a log with more batches than its index has entries', () => {
  it.each([undefined, 'disk'])('finds each of them (%s)', (place) => {
    const log = openLog(place && temporaryFolder(), { segmentBytes: 400_000 }, handClock(), 100_000);
    const bytes = makeBatch({ values: ['x'.repeat(900), 'y'] });
    for (let at = 0; at < 1_000; at++) log.append(Buffer.from(bytes), readBatchHeader(bytes, 0));
    for (let offset = 0; offset < 2_000; offset += 7) {
      const [found] = log.read(offset, 1, true) as [Buffer];
      expect(readBatchHeader(found, 0).baseOffset).toBe(offset - (offset % 2));
      expect(found.length).toBe(bytes.length);
    }
    const all = log.read(0, 10_000_000, true) ?? [];
    expect(all.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length * 1_000);
  });
});

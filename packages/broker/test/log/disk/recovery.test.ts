/** A kill can leave any prefix of an append: all of them are tested. */
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../../src/protocol/error-codes.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { makeBatch } from '../batches.js';
import { append, openLog } from '../open-log.js';

const producerId = 7;
const batch = (sequence: number) => ({
  values: Array.from({ length: 1 + (sequence % 3) }, (_, at) => `${sequence}-${at}`),
  producerId,
});

/** A log of several segments that was never closed, and its content. */
const killedLog = (folder: string) => {
  const log = openLog(folder, { segmentBytes: 260 });
  const ends: { offset: number; sequence: number }[] = [];
  let sequence = 0;
  for (let at = 0; at < 8; at++) {
    const given = batch(at);
    const { baseOffset } = append(log, { ...given, baseSequence: sequence });
    sequence += given.values.length;
    ends.push({ offset: baseOffset + given.values.length, sequence });
  }
  return {
    ends,
    segments: readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .sort(),
  };
};

const everything = (log: ReturnType<typeof openLog>): Buffer =>
  Buffer.concat(log.read(log.startOffset, 1_000_000, true) ?? []);

describe('opening a log after a kill', () => {
  it('keeps every whole batch of a tail cut at any byte, and continues after it', () => {
    const folder = temporaryFolder();
    const { ends, segments } = killedLog(folder);
    expect(segments.length).toBeGreaterThan(2);
    const tail = segments.at(-1) as string;
    const before = Number(tail.slice(0, 20));
    const tailBytes = readFileSync(join(folder, tail));
    const seen = new Set<number>();
    for (let size = 0; size <= tailBytes.length; size++) {
      const copy = join(temporaryFolder(), 'copy');
      cpSync(folder, copy, { recursive: true });
      truncateSync(join(copy, tail), size);
      let whole = 0;
      let endOffset = before;
      while (whole + 61 <= size && whole + tailBytes.readInt32BE(whole + 8) + 12 <= size) {
        endOffset += tailBytes.readInt32BE(whole + 23) + 1;
        whole += tailBytes.readInt32BE(whole + 8) + 12;
      }
      const log = openLog(copy, { segmentBytes: 260 });
      expect(log.endOffset).toBe(endOffset);
      expect(statSync(join(copy, tail)).size).toBe(whole);
      const next = ends.find(({ offset }) => offset === endOffset);
      expect(append(log, { producerId, baseSequence: (next?.sequence ?? 0) + 1 }).code).toBe(
        errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
      );
      expect(append(log, { producerId, baseSequence: next?.sequence ?? 0 })).toMatchObject({
        code: errorCodes.NONE,
        baseOffset: endOffset,
      });
      const held = everything(log);
      expect(openLog(copy, { segmentBytes: 260 }).endOffset).toBe(endOffset + 1);
      expect(everything(openLog(copy)).equals(held)).toBe(true);
      seen.add(endOffset);
      rmSync(copy, { recursive: true });
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  it('truncates the tail at a damaged batch', () => {
    const folder = temporaryFolder();
    const log = openLog(folder);
    append(log, { values: ['kept'] });
    const first = statSync(join(folder, '00000000000000000000.log')).size;
    append(log, { values: ['damaged'] });
    append(log, { values: ['behind it'] });
    const bytes = readFileSync(join(folder, '00000000000000000000.log'));
    const secondEnd = first + bytes.readInt32BE(first + 8) + 12;
    // The checksum does not cover the base offset and the leader epoch.
    for (let at = first + 16; at < secondEnd; at++) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x55, at);
      const copy = temporaryFolder();
      writeFileSync(join(copy, '00000000000000000000.log'), damaged);
      expect(openLog(copy).endOffset).toBe(1);
    }
  });

  it('deletes the segments after a damaged one', () => {
    const folder = temporaryFolder();
    const { segments } = killedLog(folder);
    const [first = '', second = ''] = segments;
    rmSync(join(folder, second.replace('.log', '.summary')));
    truncateSync(join(folder, second), statSync(join(folder, second)).size - 1);
    const log = openLog(folder);
    expect(readdirSync(folder).filter((name) => name.endsWith('.log'))).toEqual([first, second]);
    append(log);
    expect(everything(openLog(folder)).equals(everything(log))).toBe(true);
  });

  it('reads a log that was closed in order by its summaries, with the same result', () => {
    const folder = temporaryFolder();
    const { ends } = killedLog(folder);
    const recovered = openLog(folder);
    const held = everything(recovered);
    recovered.close();
    const log = openLog(folder);
    expect(everything(log).equals(held)).toBe(true);
    expect(log.endOffset).toBe(ends.at(-1)?.offset);
    const sequence = ends.at(-1)?.sequence ?? 0;
    expect(append(log, { producerId, baseSequence: sequence + 1 }).code).toBe(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(append(log, { producerId, baseSequence: sequence }).code).toBe(errorCodes.NONE);
  });

  it('ignores a summary for another size, or an incomplete one', () => {
    const folder = temporaryFolder();
    const log = openLog(folder);
    append(log);
    log.close();
    const again = openLog(folder);
    append(again, { values: ['after the summary'] });
    expect(openLog(folder).endOffset).toBe(2);
    writeFileSync(join(folder, '00000000000000000000.summary'), '{"sizeBytes":');
    expect(openLog(folder).endOffset).toBe(2);
  });

  it('keeps the start that deleted records have moved, also beyond a lost tail', () => {
    const folder = temporaryFolder();
    const log = openLog(folder);
    for (let at = 0; at < 5; at++) append(log);
    log.deleteBefore(3);
    expect(openLog(folder).startOffset).toBe(3);
    truncateSync(join(folder, '00000000000000000000.log'), makeBatch().length);
    const cut = openLog(folder);
    expect([cut.startOffset, cut.endOffset]).toEqual([3, 3]);
    expect(append(cut).baseOffset).toBe(3);
  });
});

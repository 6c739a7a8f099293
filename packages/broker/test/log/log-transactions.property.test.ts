/**
 * Transactions of several producers in one log, in any order, compared with a model: the last stable offset and the
 * aborted transactions are those of the model, also in a log that is opened again, closed in order or killed.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { temporaryFolder } from '../temporary-folder.js';
import { append, openLog } from './open-log.js';

type Log = ReturnType<typeof openLog>;
type Step = { readonly producerId: number; readonly does: 'send' | 'commit' | 'abort' | 'plain' };

const settings = { segmentBytes: 300 };

/** The expected content of the log, computed slowly. */
class Model {
  readonly open = new Map<number, number>();
  readonly aborted: { producerId: number; firstOffset: number; lastOffset: number }[] = [];
  end = 0;

  stable(): number {
    return Math.min(this.end, ...this.open.values());
  }

  within(from: number, to: number) {
    return this.aborted.filter(({ firstOffset, lastOffset }) => lastOffset >= from && firstOffset < to);
  }
}

const play = (log: Log, steps: readonly Step[]): Model => {
  const model = new Model();
  const sequences = new Map<number, number>();
  for (const { producerId, does } of steps) {
    if (does === 'send') {
      const baseSequence = sequences.get(producerId) ?? 0;
      append(log, { producerId, baseSequence, attributes: 0x10 });
      sequences.set(producerId, baseSequence + 1);
      if (!model.open.has(producerId)) model.open.set(producerId, model.end);
    } else if (does === 'plain') append(log);
    else {
      log.appendMarker({ producerId, producerEpoch: 0, isCommit: does === 'commit' });
      const firstOffset = model.open.get(producerId);
      model.open.delete(producerId);
      if (does === 'abort' && firstOffset !== undefined) {
        model.aborted.push({ producerId, firstOffset, lastOffset: model.end });
      }
    }
    model.end += 1;
  }
  return model;
};

const expectSame = (log: Log, model: Model): void => {
  expect([log.stableOffset, log.endOffset]).toEqual([model.stable(), model.end]);
  for (let from = 0; from <= model.end; from++) {
    const to = Math.min(model.end, from + 5);
    const found = log.abortedWithin(from, to).map(({ stableOffset, ...aborted }) => aborted);
    expect(found).toEqual(model.within(from, to));
    const bytes = log.read(from, 10_000_000, true, log.stableOffset) ?? [];
    expect(bytes.length > 0).toBe(from < model.stable());
  }
  for (const producerId of [1, 2, 3]) expect(log.hasOpenTransaction(producerId)).toBe(model.open.has(producerId));
};

const steps = fc.array(
  fc.record({
    producerId: fc.integer({ min: 1, max: 3 }),
    does: fc.constantFrom<Step['does'][]>('send', 'send', 'commit', 'abort', 'plain'),
  }),
  { maxLength: 40 },
);

it('are known by the log that appended them', () => {
  fc.assert(
    fc.property(steps, (played) => {
      const log = openLog();
      expectSame(log, play(log, played));
    }),
  );
});

it('are known by a log that is opened again', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), (played, isKilled) => {
      const folder = temporaryFolder();
      const copy = join(temporaryFolder(), 'copy');
      const log = openLog(folder, settings);
      const model = play(log, played);
      expectSame(log, model);
      if (!isKilled) log.close();
      cpSync(folder, copy, { recursive: true });
      if (isKilled) log.close();
      const again = openLog(copy, settings);
      expectSame(again, model);
      again.close();
      for (const used of [folder, copy]) rmSync(used, { recursive: true });
    }),
    { numRuns: 40 },
  );
});

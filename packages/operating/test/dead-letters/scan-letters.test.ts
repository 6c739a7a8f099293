import { describe, expect, it } from '@jest/globals';
import {
  HandledOffsets,
  type LetterScan,
  type ScannedLetter,
  type ScanProgress,
  scanLetters,
} from '../../src/index.js';
import { readerOf, record } from './topic-in-memory.js';

const topic = 'dead';
const nothingHandled = { groupOffsets: async () => [], setGroupOffsets: async () => [] };

async function scanned(scan: Omit<LetterScan, 'topic'>): Promise<ScannedLetter[]> {
  const found: ScannedLetter[] = [];
  for await (const each of scanLetters({ topic, ...scan })) found.push(each);
  return found;
}
const places = (found: readonly ScannedLetter[]) =>
  found.map(({ letter: { place } }) => `${place.partition}:${place.offset}`);

describe('a scan of dead letters', () => {
  const headers = { 'kfw-source-topic': 'orders', 'kfw-error-class': 'TypeError', 'kfw-error-code': 'E1' };
  const reader = () => readerOf([[record(0, headers), record(1), record(4, headers)], [record(2, headers)]]);

  it('selects by each filter', async () => {
    const by = async (filter: LetterScan['filter']) => places(await scanned({ reader: reader(), filter }));
    expect(await by({})).toEqual(['0:0', '0:1', '0:4', '1:2']);
    expect(await by({ sourceTopic: 'orders' })).toEqual(['0:0', '0:4', '1:2']);
    expect(await by({ error: 'TypeError' })).toEqual(['0:0', '0:4', '1:2']);
    expect(await by({ error: 'E1', partition: 1 })).toEqual(['1:2']);
    expect(await by({ offset: 1 })).toEqual(['0:1']);
    expect(await by({ key: Buffer.from('k1') })).toEqual(['0:1']);
    expect(await by({ key: null })).toEqual([]);
    expect(await by({ since: new Date(2_000) })).toEqual(['0:4', '1:2']);
    expect(await by({ since: new Date(1_000), until: new Date(4_000) })).toEqual(['0:1', '1:2']);
    expect(await by({ where: async ({ source }) => source === undefined })).toEqual(['0:1']);
  });

  it('reports letters whose filter throws, and continues', async () => {
    const failed: string[] = [];
    const found = await scanned({
      reader: reader(),
      filter: {
        where: ({ source }) => {
          if (source === undefined) throw new Error('no source');
          return true;
        },
      },
      onFilterError: ({ place, error }) => failed.push(`${place.partition}:${place.offset} ${error.message}`),
    });
    expect(places(found)).toEqual(['0:0', '0:4', '1:2']);
    expect(failed).toEqual(['0:1 no source']);
  });

  it('leaves out what has been handled, and gaps count as handled with the letter behind them', async () => {
    const handled = await HandledOffsets.load(nothingHandled, topic);
    const first = await scanned({ reader: reader(), handled });
    expect(first.map(({ range }) => range)).toEqual([
      { from: 0, end: 1 },
      { from: 1, end: 2 },
      { from: 2, end: 5 },
      { from: 0, end: 3 },
    ]);
    for (const { letter, range } of first) {
      if (letter.place.offset !== 1) handled.add(letter.place.partition, range);
    }
    expect(places(await scanned({ reader: reader(), handled }))).toEqual(['0:1']);
    handled.add(0, { from: 1, end: 2 });
    expect([handled.frontier(0), handled.frontier(1)]).toEqual([5, 3]);
    expect(await scanned({ reader: reader(), handled })).toEqual([]);
  });

  it('reports its progress in offsets, up to all of them', async () => {
    const reported: ScanProgress[] = [];
    await scanned({ reader: reader(), filter: { error: 'E1' }, onProgress: (progress) => reported.push(progress) });
    expect(reported.slice(0, 2)).toEqual([
      { position: 0, total: 8, scanned: 0, handled: 0, selected: 0 },
      { position: 5, total: 8, scanned: 3, handled: 0, selected: 2 },
    ]);
    expect(reported.at(-1)).toEqual({ position: 8, total: 8, scanned: 4, handled: 0, selected: 3 });
  });

  it('ends where an earlier scan ended', async () => {
    const ends = new Map([
      [0, 1],
      [1, 0],
    ]);
    expect(places(await scanned({ reader: reader(), ends }))).toEqual(['0:0']);
  });

  it('refuses a partition that the topic does not have', async () => {
    await expect(scanned({ reader: reader(), filter: { partition: 2 } })).rejects.toMatchObject({
      code: 'KFW_PARTITION_NOT_FOUND',
      message: expect.stringContaining('dead'),
    });
  });

  it('ends at a limit, and when its signal fires', async () => {
    expect(places(await scanned({ reader: reader(), limit: 2 }))).toEqual(['0:0', '0:1']);
    expect(places(await scanned({ reader: reader(), limit: 0 }))).toEqual([]);
    const abort = new AbortController();
    const found: string[] = [];
    for await (const { letter } of scanLetters({ topic, reader: reader(), signal: abort.signal })) {
      found.push(`${letter.place.partition}:${letter.place.offset}`);
      abort.abort();
    }
    expect(found).toEqual(['0:0']);
    expect(await scanned({ reader: reader(), signal: abort.signal })).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { PartitionLag } from '@kfw/operating';
import { lagNotes, lagTable, shownLag } from '../../../src/cli/lag/lag-table.js';

const row = (partition: number, lag: number | null, lagSeconds: number | null, group = 'shop'): PartitionLag => ({
  group,
  topic: 'orders',
  partition,
  committed: lag === null ? null : 5,
  end: lag === null ? 0 : 5 + lag,
  lag,
  lagSeconds,
});

/** The cells of the rows. */
function cellsOf(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => line.includes('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the table of lag', () => {
  it('has a line of totals below each group of several partitions', () => {
    const rows = [row(0, 1_200, 90), row(1, 3, 0.4), row(2, null, null), row(0, 0, 0, 'billing')];
    expect(cellsOf(lagTable(rows))).toEqual([
      ['group', 'topic', 'partition', 'committed', 'end', 'lag', 'time lag'],
      ['shop', 'orders', '0', '5', '1205', '1,200', '1 min 30 s'],
      ['shop', 'orders', '1', '5', '8', '3', '< 1 s'],
      ['shop', 'orders', '2', '-', '0', '-', '-'],
      ['shop', 'total', '', '', '', '1,203', '1 min 30 s'],
      ['billing', 'orders', '0', '5', '5', '0', '0 s'],
    ]);
  });
});

it('cuts the names of groups, which may have thousands of characters', () => {
  const width = Math.max(
    ...lagTable([row(0, 1, 1, 'g'.repeat(5_000))])
      .split('\n')
      .map((line) => line.length),
  );
  expect(width).toBeLessThan(140);
});

describe('the notes of lag', () => {
  it('name what the figures do not say', () => {
    const problems = [{ topic: 'users', error: new Error('not authorized') }];
    const partitions = [row(0, -2, null), row(1, 3, null), row(2, 0, 0), { ...row(0, 7, null), topic: 'users' }];
    expect(lagNotes({ partitions, problems, idle: ['billing'] })).toEqual([
      'users: not authorized',
      'The log ends before the committed offset: it was truncated, or the topic was made again: shop orders[0].',
      'The oldest message to read was not found in time, or has no timestamp: shop orders[1].',
      'Reads nothing, without members that have partitions and without a committed offset: billing.',
    ]);
    expect(lagNotes({ partitions: [row(0, 1, 1), row(1, null, null)], problems: [], idle: [] })).toEqual([]);
  });

  it('list at most ten places', () => {
    const ahead = (count: number) => Array.from({ length: count }, (_, partition) => row(partition, -2, null));
    const [long] = lagNotes({ partitions: ahead(107), problems: [], idle: [] });
    expect(long).toMatch(/shop orders\[8\], shop orders\[9\] and 97 more\.$/);
    const [short] = lagNotes({ partitions: ahead(10), problems: [], idle: [] });
    expect(short).toMatch(/shop orders\[9\]\.$/);
  });
});

it('says of a partition how far behind it is', () => {
  expect(shownLag(row(0, 1_200, 90))).toBe('shop orders[0]: 1,200 messages, the oldest 1 min 30 s old');
  expect(shownLag(row(0, 2, null))).toBe('shop orders[0]: 2 messages, of unknown age');
  expect(shownLag({ ...row(0, null, null), committed: 5 })).toBe('shop orders[0]: the lag is unknown');
});

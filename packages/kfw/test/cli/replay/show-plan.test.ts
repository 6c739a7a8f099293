import { describe, expect, it } from '@jest/globals';
import type { MovePlan } from '@kfw/operating';
import type { Results } from '../../../src/cli/rendering/results.js';
import { renderTable } from '../../../src/cli/rendering/table.js';
import { type ShownPlan, showPlan } from '../../../src/cli/replay/show-plan.js';

const plan: MovePlan = {
  group: 'shop',
  isNew: false,
  moves: [
    { topic: 'orders', partition: 0, from: 5_000, to: 100, messages: 4_900 },
    { topic: 'orders', partition: 1, from: 3, to: 7, messages: -4, remark: 'limitedToEnd' },
    { topic: 'orders', partition: 2, from: null, to: 7, messages: 0 },
  ],
  unmoved: [{ topic: 'orders', partition: 3, reason: 'nothingCommitted' }],
};

function shown(json: boolean, { isExecuted = false, to }: Partial<ShownPlan> = {}, given = plan) {
  const output: { lines: object[]; text: string; notes: string[] } = { lines: [], text: '', notes: [] };
  const results: Results = {
    json,
    result: (fields) => output.lines.push(fields),
    table: (rows, columns) => {
      output.text = renderTable(rows, columns);
    },
    text: () => undefined,
    note: (line) => output.notes.push(line),
  };
  showPlan(results, given, { to: to ?? { kind: 'position', position: { kind: 'latest' } }, isExecuted });
  return output;
}

describe('a shown plan', () => {
  it('has old, new and the number of messages of each partition', () => {
    const rows = shown(false)
      .text.split('\n')
      .map((line) => line.replaceAll(/\s*│\s*/g, '|'));
    expect(rows.filter((row) => row.startsWith('|'))).toEqual([
      '|topic|partition|from|to|messages|remark|',
      '|orders|0|5000|100|4,900 again||',
      '|orders|1|3|7|4 skipped|the end|',
      '|orders|2|-|7|0||',
    ]);
  });

  it('has a JSON object per partition, with these fields alone', () => {
    expect(shown(true).lines).toEqual([
      { topic: 'orders', partition: 0, from: 5_000, to: 100, messages: 4_900 },
      { topic: 'orders', partition: 1, from: 3, to: 7, messages: -4 },
      { topic: 'orders', partition: 2, from: null, to: 7, messages: 0 },
    ]);
  });

  it('says what it comes to, and whether anything was moved', () => {
    const stays = 'orders[3] stays as it is: nothing is committed to count from.';
    const counts = '4,900 messages come again, 4 are skipped.';
    expect(shown(false).notes).toEqual([
      stays,
      `Would move shop in 3 partitions: ${counts} Nothing was moved: add --execute.`,
    ]);
    expect(shown(true, { isExecuted: true }).notes).toEqual([stays, `Moved shop in 3 partitions: ${counts}`]);
    const one: MovePlan = {
      group: 'new',
      isNew: true,
      moves: [{ topic: 'orders', partition: 0, from: 2, to: 1, messages: 1 }],
      unmoved: [],
    };
    expect(shown(false, { isExecuted: true }, one).notes).toEqual([
      'Moved the new group new in 1 partition: 1 message comes again, 0 are skipped.',
    ]);
  });

  it('has the time that a duration comes to', () => {
    const to = { kind: 'position', position: { kind: 'time', timestampMs: 0 } } as const;
    expect(shown(false, { to }).notes).toContain('To the first message since 1970-01-01T00:00:00.000Z.');
  });
});

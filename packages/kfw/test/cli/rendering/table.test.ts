import { expect, it } from '@jest/globals';
import { renderTable, shownNumber } from '../../../src/cli/rendering/table.js';

const columns = [
  { head: 'topic', cell: (row: { topic: string; lag: number; note: string }) => row.topic },
  { head: 'lag', cell: (row: { lag: number }) => shownNumber(row.lag), align: 'right' as const },
  { head: 'note', cell: (row: { note: string }) => row.note, isOptional: true },
];

it('leaves an optional column out when no row has something in it', () => {
  const shown = renderTable([{ topic: 'orders', lag: 12_345, note: '' }], columns);
  expect(shown).toContain('12,345');
  expect(shown).not.toContain('note');
});

it('shows an optional column when a row has something in it', () => {
  expect(renderTable([{ topic: 'orders', lag: 1, note: 'stuck' }], columns)).toContain('stuck');
});

it('escapes control characters of what others have chosen, also where colours are on', () => {
  const topic = 'a\u001b[8mb\u009bc';
  expect(renderTable([{ topic, lag: 1, note: 'one\ntwo' }], columns)).toContain('a\\u001b[8mb\\u009bc');
});

it('cuts what is too long for its column in the middle', () => {
  const shownOf = (name: string) => renderTable([{ name }], [{ head: 'name', cell: (row) => row.name, maxLength: 6 }]);
  expect(shownOf('abcdefgh')).toContain(' abc…gh ');
  expect(shownOf('abcdef')).toContain(' abcdef ');
  expect(shownOf('😀😀😀😀😀😀😀')).toContain(' 😀😀😀…😀😀 ');
});

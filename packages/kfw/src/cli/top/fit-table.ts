/** A table without borders that fits into a terminal: columns are left out, and names lose their middle. */
import { printableLine } from '../../terminal/printable.js';
import type { LaneColumn } from './lane-columns.js';
import type { LaneRow } from './lane-rows.js';

const gap = '  ';
/** Names are not cut further. */
const shortestName = 8;

/** The head and a line for each row, none longer than `width`. */
export function fitTable(rows: readonly LaneRow[], columns: readonly LaneColumn[], width: number): string[] {
  let shown = columns
    .filter(({ isOptional, cell }) => !isOptional || rows.some((row) => cell(row) !== ''))
    .map((column) => {
      const cells = rows.map((row) =>
        cut(printableLine(column.cell(row)), column.maxLength ?? Number.POSITIVE_INFINITY),
      );
      return { column, cells, width: Math.max(...[column.head, ...cells].map(lengthOf)) };
    });
  const total = () => shown.reduce((sum, each) => sum + each.width, 0) + gap.length * (shown.length - 1);
  while (total() > width) {
    const least = Math.max(...shown.map(({ column }) => column.dropOrder));
    if (least === 0) break;
    shown = shown.filter(({ column }) => column.dropOrder !== least);
  }
  for (const name of ['state', 'topic']) {
    const wide = shown.find(({ column }) => column.head === name);
    if (wide !== undefined)
      wide.width = Math.max(Math.min(wide.width, shortestName), wide.width - Math.max(0, total() - width));
  }
  const lineOf = (textOf: (each: (typeof shown)[number]) => string): string => {
    const cells = shown.map((each) => padded(cut(textOf(each), each.width), each.width, each.column.align));
    return Array.from(cells.join(gap).trimEnd()).slice(0, width).join('');
  };
  return [lineOf(({ column }) => column.head), ...rows.map((_, at) => lineOf(({ cells }) => cells[at] ?? ''))];
}

function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? spaces + text : text + spaces;
}

/** Its end stays as well: there names differ. */
function cut(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const tail = Math.floor(length / 3);
  const end = tail === 0 ? '' : characters.slice(-tail).join('');
  return `${characters.slice(0, length - tail - 1).join('')}…${end}`;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

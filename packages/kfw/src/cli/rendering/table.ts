/** A table for people. */
import Table from 'cli-table3';
import { escapeControls } from '../../terminal/printable.js';

export interface Column<Row> {
  readonly head: string;
  cell(row: Row): string;
  /** Default left; numbers are right. */
  readonly align?: 'left' | 'right';
  /** Shown only if a row has something in it. */
  readonly isOptional?: boolean;
  /** In characters. A longer text loses its middle: names that Kafka does not limit would make the table too wide to read. */
  readonly maxLength?: number;
}

/** For names that others choose, such as client ids. */
export const shortName = 60;
/** Names that kfw makes, and names of topics, are not longer: one is shown whole where people look for it. */
export const longestName = 249;

export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const shown = columns.filter(({ isOptional, cell }) => !isOptional || rows.some((row) => cell(row) !== ''));
  const table = new Table({
    head: shown.map(({ head }) => head),
    colAligns: shown.map(({ align = 'left' }) => align),
    style: { head: [], border: [], compact: true },
  });
  // Names, client ids and errors are chosen by others. No cell has colours of its own.
  for (const row of rows) table.push(shown.map(({ cell, maxLength }) => cut(escapeControls(cell(row)), maxLength)));
  return table.toString();
}

/** Its end stays as well: there names differ. */
function cut(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const characters = Array.from(text);
  if (characters.length <= maxLength) return text;
  const tail = Math.floor(maxLength / 3);
  return `${characters.slice(0, maxLength - tail - 1).join('')}…${characters.slice(-tail).join('')}`;
}

const grouped = new Intl.NumberFormat('en');

/** A number for people: `1,204,311`. */
export function shownNumber(value: number): string {
  return grouped.format(value);
}

/** Without separators, so that it can be typed after `--to` or `--from`; a dash where there is no offset. */
export function shownOffset(offset: number | null): string {
  return offset === null ? '-' : String(offset);
}

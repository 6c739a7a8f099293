/**
 * The results of a command that works on a cluster: for people, or with `--json` a JSON object per line and nothing else
 * on standard output. Everything that is not a result goes to standard error.
 */
import { print, printError } from '../../terminal/print.js';
import { type Column, renderTable } from './table.js';

export interface Results {
  readonly json: boolean;
  /** One result: its fields as a JSON line, or the text for people. */
  result(fields: object, text: () => string): void;
  /** A result per row. Without rows, people read `empty`. */
  table<Row extends object>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): void;
  /** A line for people on standard output; not with `--json`. */
  text(line: string): void;
  /** A line on standard error: what was done, a warning, a hint. It is not a result. With `--json`, `{ event: 'note' }`. */
  note(line: string): void;
}

export function createResults({ json = false }: { readonly json?: boolean | undefined }): Results {
  const line = (fields: object): void => print(`${JSON.stringify(fields)}\n`);
  const text = (shown: string): void => {
    if (!json) print(`${shown}\n`);
  };
  return {
    json,
    text,
    result: (fields, shown) => (json ? line(fields) : text(shown())),
    table(rows, columns, empty) {
      if (json) for (const row of rows) line(row);
      else if (rows.length === 0) text(empty);
      else text(renderTable(rows, columns));
    },
    note: (shown) => printError(json ? `${JSON.stringify({ event: 'note', message: shown })}\n` : `${shown}\n`),
  };
}

/** What commands print on standard output: a line for people, or with `--json` the same as one JSON object. */
import { print } from '../terminal/print.js';

export interface Output {
  /** Prints `text`, or the fields as JSON; without `fields` the line is for people only. */
  line(text: string, fields?: { readonly event: string; readonly [field: string]: unknown }): void;
}

export function createOutput({ json }: { readonly json?: boolean | undefined }): Output {
  return {
    line(text, fields) {
      if (!json) print(`${text}\n`);
      else if (fields !== undefined) print(`${JSON.stringify(fields)}\n`);
    },
  };
}

/** The results of commands on standard output: a line for people, or with `--json` the same as one JSON object. */
import { print, printError } from '../terminal/print.js';

interface Fields {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Output {
  /** Prints `text`, or the fields as JSON; without `fields` the line is for people only. */
  line(text: string, fields?: Fields): void;
  /** The text goes to standard error, because it is not a result. */
  warn(text: string, fields: Fields): void;
}

export function createOutput({ json }: { readonly json?: boolean | undefined }): Output {
  const object = (fields: Fields): void => print(`${JSON.stringify(fields)}\n`);
  return {
    line(text, fields) {
      if (!json) print(`${text}\n`);
      else if (fields !== undefined) object(fields);
    },
    warn(text, fields) {
      if (json) object(fields);
      else printError(`warning: ${text}\n`);
    },
  };
}

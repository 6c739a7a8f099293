/** The examples that the help texts of `kfw` end with, as docs/reference/cli.md shows them; a test holds that page current. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '@kfw/test-cluster';

const helpOf = /^<!-- (kfw.*) --help -->\n```text\n([\s\S]*?)^```$/gm;

/** Each once, in the order of the page: `kfw lag billing --json`. */
export function examplesOfHelp(): readonly string[] {
  const page = readFileSync(path.join(checkout, 'docs/reference/cli.md'), 'utf8');
  const found = [...page.matchAll(helpOf)].flatMap(([, , text = '']) =>
    [...text.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line = '']) => line),
  );
  return [...new Set(found)];
}

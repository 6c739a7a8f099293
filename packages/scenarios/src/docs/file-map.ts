/**
 * The map of source files in docs/architecture.md: a table per package between two comments. Which files it names
 * follows the folders; what it says of a file is kept, and begins as the first sentence of the file's own comment.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const table = /^(<!-- files of (packages\/[\w-]+\/src) -->\n)([\s\S]*?)^(<!-- end of files -->)$/gm;
const row = /^\| `([^`]+)` \| (.*) \|$/gm;

/** The document with every table of files brought up to date. */
export function withFileMaps(text: string, checkout: string): string {
  return text.replace(table, (_whole, start: string, folder: string, rows: string, end: string) => {
    const said = new Map([...rows.matchAll(row)].map(([, file = '', meaning = '']) => [file, meaning]));
    const lines = sourcesBelow(path.join(checkout, folder)).map(
      (file) => `| \`${file}\` | ${said.get(file) ?? firstSentence(path.join(checkout, folder, file))} |`,
    );
    return [`${start}`, '| File | What it is for |', '|---|---|', ...lines, '', end].join('\n');
  });
}

/** The packages that a document maps: `packages/core/src`. */
export function mappedFolders(text: string): string[] {
  return [...text.matchAll(table)].map(([, , folder = '']) => folder);
}

/** Relative to the folder, with forward slashes, sorted. */
function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}

/** Throws for a file without a comment: there is nothing to say of it then. */
function firstSentence(file: string): string {
  const [, comment] = /\/\*\*([\s\S]*?)\*\//.exec(readFileSync(file, 'utf8')) ?? [];
  if (comment === undefined)
    throw new Error(`${file} says nowhere what it is for. Give it a comment, or a line in the map.`);
  const text = comment
    .replaceAll(/^\s*\* ?/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [sentence = text] = /^.*?[.](?=\s|$)/.exec(text) ?? [];
  return sentence.replaceAll('|', '\\|');
}

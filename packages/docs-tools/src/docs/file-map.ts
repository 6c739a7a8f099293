/**
 * The map of source files, docs/contributing/file-map.md: a table per package between two comments. It lists every file
 * below the folder with the first sentence of the file's own comment, and keeps nothing of the text that stood there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const table = /^(<!-- files of (packages\/[\w-]+\/src) -->\n)[\s\S]*?^(<!-- end of files -->)$/gm;

/** The document with every table of files written again. */
export function withFileMaps(text: string, checkout: string): string {
  return text.replace(table, (_whole, start: string, folder: string, end: string) => {
    const lines = sourcesBelow(path.join(checkout, folder)).map(
      (file) => `| \`${file}\` | ${firstSentence(path.join(checkout, folder, file))} |`,
    );
    return [`${start}`, '| File | Description |', '|---|---|', ...lines, '', end].join('\n');
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

/** Of the comment at the head of a file, else of its first exported declaration. Throws for a file that has neither. */
function firstSentence(file: string): string {
  const source = readFileSync(file, 'utf8');
  const [, comment] =
    /^\/\*\*([\s\S]*?)\*\//.exec(source) ?? /^\/\*\*([^*]*(?:\*(?!\/)[^*]*)*)\*\/\n(?:@|export )/m.exec(source) ?? [];
  if (comment === undefined) throw new Error(`${file} has no comment. Begin it with one that says what the file is.`);
  const text = comment
    .replaceAll(/^\s*\* ?/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [sentence = text] = /^.*?[.](?=\s|$)/.exec(text) ?? [];
  return sentence.replaceAll('|', '\\|');
}

/** The documents of this checkout, as they are on disk. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Document {
  /** Relative to the checkout, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** README, change log and the other pages next to them, everything below `docs/`, and the README of each package. */
export function readDocuments(checkout: string): Document[] {
  const read = (folder: string, recursive = false): string[] =>
    readdirSync(path.join(checkout, folder), { recursive, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
      .sort();
  const packages = readdirSync(path.join(checkout, 'packages')).sort();
  const files = [...read('.'), ...read('docs', true), ...packages.flatMap((name) => read(`packages/${name}`))];
  return files.map((file) => ({ file, text: readFileSync(path.join(checkout, file), 'utf8') }));
}

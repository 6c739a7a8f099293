/** The documents of this checkout that people read, as they are on disk. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Document {
  /** Relative to the checkout, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** README, change log, and everything in `docs/`. */
export function readDocuments(checkout: string): Document[] {
  const inDocs = readdirSync(path.join(checkout, 'docs')).filter((name) => name.endsWith('.md'));
  const files = ['README.md', 'CHANGELOG.md', ...inDocs.sort().map((name) => `docs/${name}`)];
  return files.map((file) => ({ file, text: readFileSync(path.join(checkout, file), 'utf8') }));
}

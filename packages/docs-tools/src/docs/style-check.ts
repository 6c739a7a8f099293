/** Looks for banned phrases in everything that people read: documents, comments, messages, templates. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bannedPhrases, type Phrase } from './style-phrases.js';

export interface StyleHit {
  readonly line: number;
  /** The words that were found. */
  readonly found: string;
  readonly phrase: Phrase;
}

const readable = /\.(?:ts|js|mjs|md|yml|tpl|avsc|py)$/;
const skipped = new Set(['node_modules', 'dist', '.git', '.kfw']);

/** Files of the checkout that the rules hold for, relative to it. Only those named `style…` may name what they ban. */
export function styledFiles(checkout: string, folder = ''): string[] {
  return readdirSync(path.join(checkout, folder), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return styledFiles(checkout, file);
    return readable.test(entry.name) && !entry.name.startsWith('style') ? [file] : [];
  });
}

export function styleHitsOf(file: string, phrases: readonly Phrase[] = bannedPhrases): StyleHit[] {
  return styleHits(readFileSync(file, 'utf8'), phrases);
}

/** The banned phrases of a text, in order. A phrase may go over a line end, in a comment as well. */
export function styleHits(text: string, phrases: readonly Phrase[] = bannedPhrases): StyleHit[] {
  // As long as the text, so that offsets are those of the text.
  const flat = text.replaceAll(/\r?\n[ \t]*(?:\*(?!\/)|\/\/|#|>)?[ \t]*/g, (end) => ' '.repeat(end.length));
  const hits = phrases.flatMap((phrase) =>
    [...flat.matchAll(expressionOf(phrase))].map((match) => ({
      offset: match.index,
      hit: {
        line: text.slice(0, match.index).split('\n').length,
        found: match[0].replaceAll(/\s+/g, ' '),
        phrase,
      },
    })),
  );
  return hits.sort((a, b) => a.offset - b.offset).map(({ hit }) => hit);
}

function expressionOf({ pattern, exact }: Phrase): RegExp {
  return new RegExp(pattern.replaceAll(' ', String.raw`\s+`), exact ? 'g' : 'gi');
}

/** Documents, comments and messages hold none of the banned phrases: docs/contributing/style.md says why. */
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { styledFiles, styleHits, styleHitsOf } from '../src/docs/style-check.js';
import { bannedPhrases } from '../src/docs/style-phrases.js';
import { checkout } from './checkout.js';

const foundIn = (text: string) => styleHits(text).map(({ line, found }) => `${line}: ${found}`);

describe('the style check', () => {
  it.each([
    ['a document', 'Counted for the how manieth time.\n', ['1: manieth']],
    ['a comment, over a line end', '/**\n * Handlers run beside each\n * other.\n */\n', ['2: beside each other']],
    ['a message', 'throw new Error(`"x" is no option`);\n', ['1: is no ']],
    [
      'a sentence that begins with it',
      'Mend the name. Whoever reads it waits in vain.\n',
      ['1: Mend', '1: Whoever', '1: in vain'],
    ],
    ['words within words', 'The amendment recommends a vendor.\n', []],
    ['plain sentences', 'There is no broker. It is no longer a member. None of the options is set.\n', []],
  ])('knows %s', (_what, text, found) => {
    expect(foundIn(text)).toEqual(found);
  });

  it('reads documents, sources, tests and templates, and not the files that name the phrases', () => {
    const files = styledFiles(checkout);
    for (const folder of ['docs/', 'packages/core/src/', 'packages/core/test/', 'templates/app/']) {
      expect(files.filter((file) => file.startsWith(folder))).not.toEqual([]);
    }
    expect(files).toContain('README.md');
    expect(files.filter((file) => /(?:node_modules|dist)\/|\/style[^/]*$/.test(file))).toEqual([]);
  });

  it('names an alternative for every phrase', () => {
    expect(bannedPhrases.filter(({ instead }) => instead === '')).toEqual([]);
  });
});

describe('documents, comments, messages and templates', () => {
  it('hold no banned phrase', () => {
    const hits = styledFiles(checkout).flatMap((file) =>
      styleHitsOf(path.join(checkout, file)).map(
        ({ line, found, phrase }) => `${file}:${line}: "${found}": write ${phrase.instead}`,
      ),
    );
    expect(hits).toEqual([]);
  }, 60_000);
});

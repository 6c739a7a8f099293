/** What a document takes from the code is as the code has it. `npm run docs` writes it. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { codeBlocksOf } from '../src/docs/code-blocks.js';
import { mappedFolders, withFileMaps } from '../src/docs/file-map.js';
import { renderDocument } from '../src/docs/render-document.js';
import { checkout, documents, documentText } from './checkout.js';

/** Languages of which every block comes from a file that is compiled or checked. */
const fromFiles = ['ts', 'json'];

describe.each(documents)('$file', (document) => {
  it('shows examples, help and files as they are', () => {
    expect(document.text).toBe(renderDocument(document, checkout));
  });

  it('takes its code from files', () => {
    const strays = codeBlocksOf(document.text).filter(
      ({ language, source }) => fromFiles.includes(language) && !source?.startsWith('from examples/'),
    );
    expect(strays.map(({ line, text }) => `line ${line}: ${text}`)).toEqual([]);
  });

  it('names the language of each block', () => {
    const nameless = codeBlocksOf(document.text).filter(({ language }) => language === '');
    expect(nameless.map(({ line }) => line)).toEqual([]);
  });

  it('speaks of no machine', () => {
    expect(document.text).not.toMatch(/\/(work|root|home|tmp)\//);
  });
});

describe('the file map', () => {
  const text = documentText('docs/contributing/file-map.md');

  it('maps every package', () => {
    const packages = readdirSync(path.join(checkout, 'packages')).map((name) => `packages/${name}/src`);
    expect(mappedFolders(text).sort()).toEqual(packages.sort());
  });

  it('keeps no text that is not in the sources', () => {
    const planted = text.replace(/^(\| `application\/server\.ts` \|) .* \|$/m, '$1 An older text. |');
    expect(planted).not.toBe(text);
    expect(withFileMaps(planted, checkout)).toBe(text);
  });
});

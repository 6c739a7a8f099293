/**
 * A document as it should be: its examples as in the files that are compiled, the help texts as `kfw` prints them, the
 * file map as the folders are, the metrics as core has them, and its prose wrapped evenly. A test holds every document equal to this; `npm run docs`
 * writes it.
 */
import path from 'node:path';
import { withCodeBlocks } from './code-blocks.js';
import type { Document } from './documents.js';
import { exampleText } from './example-text.js';
import { withFileMaps } from './file-map.js';
import { helpOutput } from './help-output.js';
import { withMetricsTables } from './metrics-table.js';
import { withPhraseTable } from './style-table.js';
import { wrapProse } from './wrap-prose.js';

export function renderDocument({ file, text }: Document, checkout: string): string {
  // The lines of the change log stay as they were written, so that its history can be read.
  if (file === 'CHANGELOG.md') return text;
  const examples = path.join(checkout, 'packages/docs-tools/docs/examples');
  const withBlocks = withCodeBlocks(text, (source) => {
    const [, example] = /^from examples\/(\S+)$/.exec(source) ?? [];
    if (example !== undefined) return exampleText(examples, example);
    const [, command] = /^kfw ?(.*) --help$/.exec(source) ?? [];
    return command === undefined ? undefined : helpOutput(checkout, command);
  });
  return wrapProse(withPhraseTable(withMetricsTables(withFileMaps(withBlocks, checkout))));
}

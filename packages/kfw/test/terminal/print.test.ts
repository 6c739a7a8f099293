/** The output to the terminal: foreign text is escaped, and secrets are replaced. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { hideSecret } from '@kfw/core/internal';
import { createOutput } from '../../src/cli/output.js';
import { print, printError } from '../../src/terminal/print.js';

const source = path.resolve(__dirname, '../../src');

it('nothing else of kfw writes to it', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const writing = files.filter((file) => /std(out|err)\.write\(/.test(readFileSync(path.join(source, file), 'utf8')));
  // What `renderError` makes of an error is printable.
  expect(writing.sort()).toEqual(['cli/exit/end-process.ts', 'terminal/print.ts']);
});

it.each([
  ['print', 'stdout', (text: string) => print(text)],
  ['printError', 'stderr', (text: string) => printError(text)],
  ['the output of a command', 'stdout', (text: string) => createOutput({}).line(text)],
  ['that of a command with --json', 'stdout', (text: string) => createOutput({ json: true }).line('', { event: text })],
] as const)('%s shows neither controls nor secrets', (_what, stream, write) => {
  hideSecret('correct horse battery');
  let shown = '';
  const original = process[stream].write;
  process[stream].write = ((text: string) => {
    shown += text;
    return true;
  }) as typeof original;
  try {
    write('a\u001b[2J\u009b1A\u007f of correct horse battery');
  } finally {
    process[stream].write = original;
  }
  expect(shown).not.toMatch(/(?![\n])\p{Cc}/u);
  expect(shown).toMatch(/a\\u001b\[2J\\u009b1A\\u007f of \[secret\]/);
});

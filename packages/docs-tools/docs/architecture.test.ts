/** docs/explanation/architecture.md draws the arrows and the floors that the architecture tests hold. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

const text = documentText('docs/explanation/architecture.md');

/** The text of a constant, to the empty line after it. */
function constantIn(file: string, start: string): string {
  const source = readFileSync(path.join(__dirname, '../architecture', file), 'utf8');
  const from = source.indexOf(start);
  return source.slice(from, source.indexOf('\n\n', from));
}

it('draws the floors of core, top first', () => {
  const floors = [...constantIn('floors.test.ts', 'const floors').matchAll(/^ {2}\[(.*)\],$/gm)].map(
    ([, folders = '']) => [...folders.matchAll(/'([\w-]+)'/g)].map(([, folder = '']) => folder),
  );
  expect(floors.length).toBeGreaterThan(5);
  const drawn = rowsOf(section(text, '## Floors of core')).map(([, folders]) => codeIn(folders));
  expect(drawn).toEqual(floors.reverse());
});

it('draws the arrows between packages', () => {
  const arrows = [
    ...constantIn('packages.test.ts', 'const arrows').matchAll(/^ {2}'?([\w-]+)'?: \[([^\]]*)\],$/gm),
  ].map(([, name = '', targets = '']) => [
    name,
    [...targets.matchAll(/'([^']+)'/g)].map(([, target = '']) => target).sort(),
  ]);
  expect(arrows.length).toBeGreaterThan(4);
  const drawn = rowsOf(section(text, '## Packages and arrows')).filter(([, , targets]) => targets !== 'anything');
  expect(
    drawn.map(([folder, , targets]) => [(codeIn(folder)[0] ?? '').replace('packages/', ''), codeIn(targets).sort()]),
  ).toEqual(arrows);
});

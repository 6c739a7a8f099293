/** docs/reference/errors.md lists every code of every table, in the section of its package, with when it comes and what to do. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkout, documentText } from './checkout.js';
import { codeIn, rowsOf, section } from './tables.js';

const packages = path.join(checkout, 'packages');

function isPrivate(name: string): boolean {
  const manifest: unknown = JSON.parse(readFileSync(path.join(packages, name, 'package.json'), 'utf8'));
  return (manifest as { private?: boolean }).private === true;
}

/** Every file with a table of errors that apps meet: `packages/core/src/errors/core-errors.ts`. */
const files = readdirSync(packages)
  .filter((name) => !isPrivate(name))
  .flatMap((name) => {
    const folder = path.join('packages', name, 'src');
    return readdirSync(path.join(checkout, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(folder, file).split(path.sep).join('/'),
    );
  })
  .filter((file) => file.endsWith('.ts'))
  .filter((file) => /^ {2}KFW_[A-Z_]+: \(/m.test(readFileSync(path.join(checkout, file), 'utf8')));

const codesIn = (file: string): string[] =>
  [...readFileSync(path.join(checkout, file), 'utf8').matchAll(/^ {2}(KFW_[A-Z_]+): \(/gm)].map(
    ([, code = '']) => code,
  );

const text = documentText('docs/reference/errors.md');
const headings = [...text.matchAll(/^## .*$/gm)].map(([heading]) => heading);

describe('docs/reference/errors.md', () => {
  it('has a section for every table', () => {
    const named = headings.flatMap((heading) => section(text, heading).match(/`packages\/[^`]+errors?\.ts`/g) ?? []);
    expect(named.map((name) => name.slice(1, -1)).sort()).toEqual(files.sort());
  });

  it.each(files)('lists the codes of %s in order', (file) => {
    const heading = headings.find((candidate) => section(text, candidate).includes(`\`${file}\``)) ?? '';
    const rows = rowsOf(section(text, heading));
    expect(codesIn(file).length).toBeGreaterThan(0);
    expect(rows.map(([code]) => codeIn(code)[0])).toEqual(codesIn(file));
  });

  it('explains for each code when it occurs and what to do', () => {
    const thin = rowsOf(text).filter((cells) => cells.length !== 3 || cells.some((cell) => cell.length < 10));
    expect(thin).toEqual([]);
  });
});

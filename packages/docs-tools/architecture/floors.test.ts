/** The floors of core: imports go down only, never sideways between folders of one floor. */
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { importsOf } from './imports.js';

const floors: readonly (readonly string[])[] = [
  ['process', 'time'],
  ['errors'],
  ['measuring', 'tracing'],
  ['events'],
  ['ports'],
  ['contracts', 'payloads'],
  ['routing', 'producing'],
  ['responding'],
  ['consuming'],
  ['application', 'reading'],
];

const floorOf = (folder: string): number => floors.findIndex((folders) => folders.includes(folder));

/** Each import between folders of core, from its folder to the other. */
const crossings = importsOf('core').flatMap(({ file, specifier }) => {
  const [, , from, ...rest] = file.split('/');
  if (from === undefined || rest.length === 0 || !specifier.startsWith('.')) return [];
  const [, , to] = path.posix.join(path.posix.dirname(file), specifier).split('/');
  return to === undefined || to === from ? [] : [{ file, specifier, from, to }];
});

describe('the floors of core', () => {
  it('hold every folder', () => {
    const folders = new Set(crossings.flatMap(({ from, to }) => [from, to]));
    expect([...folders].filter((folder) => floorOf(folder) === -1)).toEqual([]);
    expect([...folders].sort()).toEqual(floors.flat().sort());
  });

  it('are crossed downwards only', () => {
    const upOrSideways = crossings.filter(({ from, to }) => floorOf(to) >= floorOf(from));
    expect(upOrSideways).toEqual([]);
  });

  it('import nothing from outside core', () => {
    const outside = importsOf('core').filter(
      ({ specifier }) => !/^(\.|node:|reflect-metadata$|fastest-levenshtein$)/.test(specifier),
    );
    expect(outside).toEqual([]);
  });
});

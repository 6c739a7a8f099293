/** The checker imports nothing of the packages, nor of the rest of the chaos run: the code that it checks cannot make it err. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const folder = path.resolve(import.meta.dirname, '../../src/checker');

function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name = '']) => name);
}

describe('the checker of a chaos run', () => {
  it('imports nothing but Node and its own files', () => {
    const files = new Set([path.join(folder, 'checker.ts')]);
    const foreign: string[] = [];
    for (const file of files) {
      for (const name of importsOf(file)) {
        const target = path.resolve(path.dirname(file), name.replace(/\.js$/, '.ts'));
        if (name.startsWith('node:')) continue;
        if (name.startsWith('.') && target.startsWith(`${folder}/`)) files.add(target);
        else foreign.push(`${path.basename(file)}: ${name}`);
      }
    }
    expect(foreign).toEqual([]);
    expect(files.size).toBeGreaterThan(5);
  });
});

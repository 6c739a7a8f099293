/** The type tests: the same file under legacy and under standard (TC39) decorators, by the real compiler. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const compiler = path.resolve(__dirname, '../../../../node_modules/typescript/bin/tsc');

async function compile(project: string): Promise<string> {
  const run = promisify(execFile)(process.execPath, [compiler, '-p', path.join(__dirname, project)]);
  return run.then(
    ({ stdout }) => stdout,
    (failed: { stdout: string }) => failed.stdout,
  );
}

describe('what must not compile', () => {
  it.each(['tsconfig.json', 'tsconfig.standard.json'])('does not, and the rest does (%s)', async (project) => {
    expect(await compile(project)).toBe('');
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runProgram } from '../../src/programs/run-program.js';

const script = join(__dirname, '../../../../.ci/summary.mjs');
const results = (numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites = 0): string =>
  JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites });

describe('the closing line of .ci/run', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kfw-ci-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** All suites succeed, with 10 unit tests and 5 scenarios, unless a file says otherwise. */
  const summary = async (changed: Record<string, string | undefined> = {}) => {
    const files = {
      'kcat.exit': '0\n',
      'install.exit': '0\n',
      'lint.exit': '0\n',
      'build.exit': '0\n',
      'unit.exit': '0\n',
      'unit.json': results(10, 0),
      'scenarios.exit': '0\n',
      'scenarios.json': results(5, 0),
      seconds: 'kcat 3\ninstall 40\n',
      ...changed,
    };
    for (const [name, text] of Object.entries(files)) {
      if (text !== undefined) await writeFile(join(folder, name), text);
    }
    const { code, output } = await runProgram(process.execPath, [script, folder]);
    return { code, lines: output.trim().split('\n') };
  };

  it('adds up every suite, after the seconds of each', async () => {
    expect(await summary()).toEqual({ code: 0, lines: ['kcat: 3 s', 'install: 40 s', '19 passed, 0 failed'] });
  });

  it.each([
    ['failed tests', { 'unit.exit': '1\n', 'unit.json': results(8, 2) }, '17 passed, 2 failed'],
    ['a file that did not compile', { 'unit.exit': '1\n', 'unit.json': results(8, 0, 1) }, '17 passed, 1 failed'],
    ['a run that fails though no test did', { 'scenarios.exit': '1\n' }, '19 passed, 1 failed'],
    ['a jest run without results', { 'scenarios.json': undefined }, '14 passed, 1 failed'],
    ['results that were cut off', { 'scenarios.exit': '124\n', 'scenarios.json': '{"num' }, '14 passed, 1 failed'],
    ['a suite that never started', { 'lint.exit': undefined }, '18 passed, 1 failed'],
  ])('counts %s', async (_what, changed, line) => {
    const { code, lines } = await summary(changed);
    expect(lines.at(-1)).toBe(line);
    expect(code).toBe(1);
  });
});

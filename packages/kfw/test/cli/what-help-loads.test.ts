import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { run, temporaryFolder } from './support/kfw.js';

const cwd = temporaryFolder();
const bin = path.join(__dirname, '../../bin/kfw.js');
const hook = path.join(__dirname, 'support/report-loaded.mjs');

/** Files of kfw by their path in the package, others by the name of their package. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const { code, stderr } = await run(['--import', hook, bin, ...args], { cwd });
  expect(code).toBe(0);
  const root = path.dirname(path.dirname(bin));
  const names = stderr
    .trimEnd()
    .split('\n')
    .map((url) => {
      const file = new URL(url).pathname;
      return file.startsWith(`${root}/`)
        ? path.relative(root, file)
        : (/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file);
    });
  return [...new Set(names)].sort();
}

const commands = readdirSync(path.join(__dirname, '../../src/cli/commands'))
  .sort()
  .map((file) => path.basename(file, '.ts'));

/** The files that declare the commands; each loads its implementation only when it runs. */
const commandLine = [
  'bin/kfw.js',
  'commander',
  'dist/boot/package-manifest.js',
  'dist/cli/cluster/cluster-options.js',
  'dist/cli/command-options.js',
  ...commands.map((name) => `dist/cli/commands/${name}.js`),
  'dist/cli/dead-letters/filter-options.js',
  'dist/cli/exit/end-process.js',
  'dist/cli/exit/exit-codes.js',
  'dist/cli/exit/uncaught.js',
  'dist/cli/main.js',
  'dist/cli/program.js',
  'dist/cli/scaffold/optional-packages.js',
];

describe('kfw --help', () => {
  it.each([['--help'], ['--version'], ['server', '--help']])(
    'loads only what declares the commands: %s',
    async (...args) => {
      expect(await loadedBy(...args)).toEqual(commandLine);
    },
  );
});

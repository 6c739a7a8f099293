/** The scripts, run by the shells that they are for. Without CI a shell that is not installed is skipped. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { bashScript } from '../../../src/cli/completion/bash-script.js';
import { type CompletedCommand, completedCommands } from '../../../src/cli/completion/completed-commands.js';
import { fishScript } from '../../../src/cli/completion/fish-script.js';
import { zshScript } from '../../../src/cli/completion/zsh-script.js';
import { createProgram } from '../../../src/cli/program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'kfw-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

const commands = completedCommands(createProgram());

/** Standard output of a program in which the script was read. */
function run(shell: string, args: readonly string[]): string[] {
  const { stdout, stderr, error } = spawnSync(shell, args, { encoding: 'utf8', env: { ...process.env, HOME: folder } });
  if (error !== undefined) throw error;
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

function scriptFile(name: string, script: (of: readonly CompletedCommand[]) => string): string {
  const file = path.join(folder, name);
  writeFileSync(file, script(commands));
  return file;
}

interface Shell {
  readonly name: string;
  /** What it offers at the end of these words; the last may be empty. */
  offers(words: readonly string[]): string[];
}

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');

const shells: readonly Shell[] = [
  {
    name: 'bash',
    offers(words) {
      const file = scriptFile('kfw.bash', bashScript);
      const typed = `COMP_WORDS=(${quoted(words)}); COMP_CWORD=${words.length - 1}; _kfw`;
      return run('bash', ['--norc', '-c', `source ${file}; ${typed}; printf '%s\\n' "\${COMPREPLY[@]}"`]);
    },
  },
  {
    // Its own functions show a menu on a terminal: here they print what they are given.
    name: 'zsh',
    offers(words) {
      const file = scriptFile('_kfw', zshScript);
      const shown = `_describe() { printf '%s\\n' "\${(@)\${(@P)2}%%:*}" }; _files() { : }; compdef() { : }`;
      const last = words.at(-1) ?? '';
      const lines = run('zsh', [
        '-f',
        '-c',
        `${shown}; source ${file}; words=(${quoted(words)}); CURRENT=${words.length}; _kfw`,
      ]);
      return lines.filter((line) => line.startsWith(last));
    },
  },
  {
    name: 'fish',
    offers(words) {
      const file = scriptFile('kfw.fish', fishScript);
      const lines = run('fish', ['--no-config', '-c', `source ${file}; complete -C '${words.join(' ')}'`]);
      return lines.map((line) => line.split('\t')[0] ?? '');
    },
  },
];

const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

describe.each(shells)('$name', ({ name, offers }) => {
  const test = isInstalled(name) || process.env.CI === 'true' ? it : it.skip;

  test('offers commands', () => {
    expect(offers(['kfw', 'ser'])).toEqual(['server']);
  });

  test('offers what is below a command, also below its alias', () => {
    expect(offers(['kfw', 'generate', 'con'])).toEqual(['consumer']);
    expect(offers(['kfw', 'g', 'con'])).toEqual(['consumer']);
    expect(offers(['kfw', 'schemas', 'cons'])).toEqual([]);
  });

  test('offers the options of a command, and those of all', () => {
    expect(offers(['kfw', 'server', '--only-t'])).toEqual(['--only-topics']);
    expect(offers(['kfw', 'routes', '--only-t'])).toEqual([]);
    expect(offers(['kfw', 'routes', '--js'])).toEqual(['--json']);
  });

  test('offers the choices of an argument', () => {
    expect(offers(['kfw', 'completion', 'f'])).toEqual(['fish']);
  });
});

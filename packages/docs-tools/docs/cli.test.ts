/** docs/reference/cli.md shows the help of every command; that each is as printed is a matter of `documents-are-current`. */
import { expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from '../../kfw/src/cli/program.js';
import { codeBlocksOf } from '../src/docs/code-blocks.js';
import { documentText } from './checkout.js';

function namesOf(command: Command, before: readonly string[] = []): string[] {
  const name = [...before, command.name()];
  return [name.join(' '), ...command.commands.flatMap((inner) => namesOf(inner, name))];
}

it('shows the help of every command', () => {
  const shown = codeBlocksOf(documentText('docs/reference/cli.md')).flatMap(
    ({ source }) => source?.match(/^(kfw.*) --help$/)?.[1] ?? [],
  );
  expect(shown.sort()).toEqual(namesOf(createProgram()).sort());
});

/**
 * Suggests the commands that an unknown one may abbreviate: `gen` for `generate`. Commander suggests similar
 * spellings only, not prefixes.
 */
import type { Command } from 'commander';

/** Such as `(did you mean generate?)`; `undefined` when no command begins like `unknown`. */
export function suggestLonger(program: Command, words: readonly string[], unknown: string): string | undefined {
  const longer = parentOf(program, words)
    .commands.map((command) => command.name())
    .filter((name) => name.startsWith(unknown));
  if (longer.length === 0) return undefined;
  return `(did you mean ${longer.length === 1 ? '' : 'one of '}${longer.join(', ')}?)`;
}

/** The command whose subcommand is unknown, from the words before it. */
function parentOf(program: Command, words: readonly string[]): Command {
  let parent = program;
  for (const word of words) {
    if (word.startsWith('-')) continue;
    const next = parent.commands.find((command) => command.name() === word || command.aliases().includes(word));
    if (next === undefined) return parent;
    parent = next;
  }
  return parent;
}

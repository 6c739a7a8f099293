/**
 * The entry point of the command line: parses it, runs the command, and ends the process with the command's exit
 * code. For `kfw --help` only commander and the small files that declare the commands are loaded; a test lists them.
 */
import { type Command, CommanderError } from 'commander';
import type { GlobalOptions } from './command-options.js';
import { endProcessAfter } from './exit/end-process.js';
import { createProgram } from './program.js';

/** Never returns: the process ends with the command. */
export async function main(argv: readonly string[]): Promise<never> {
  const program = createProgram();
  return endProcessAfter(
    () => program.parseAsync(argv).catch((thrown: unknown) => explain(thrown, program, argv.slice(2))),
    () => program.opts<GlobalOptions>(),
  );
}

/**
 * Handles commander's errors: help and version, which it has printed already, and mistakes. Its messages begin with
 * `error: ` and put the nearest name on a separate line.
 */
async function explain(thrown: unknown, program: Command, words: readonly string[]): Promise<void> {
  if (!(thrown instanceof CommanderError)) throw thrown;
  if (['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(thrown.code)) {
    process.exitCode = thrown.exitCode;
    return;
  }
  const [text = '', suggestion] = thrown.message.replace(/^error: /, '').split('\n');
  const [, unknown] = /^unknown command '(.+)'$/.exec(text) ?? [];
  const { suggestLonger } = await import('./suggest-command.js');
  const longer = unknown === undefined ? undefined : suggestLonger(program, words, unknown);
  const hint = longer ?? suggestion?.replace(/^\(Did/, '(did') ?? '(--help shows what there is)';
  const { cliError } = await import('./errors.js');
  throw cliError('KFW_USAGE', { message: `${text} ${hint}` });
}

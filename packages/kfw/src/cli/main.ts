/**
 * Runs the command line and ends the process. A command's action stays pending as long as the command runs; what it
 * throws is rendered here, and nowhere else. The process then ends even if the app left a timer or a socket open.
 */
import { CommanderError } from 'commander';
import type { GlobalOptions } from './command-options.js';
import { cliError } from './errors.js';
import { exitCodeFor, exitCodes } from './exit-codes.js';
import { createProgram } from './program.js';
import { renderError } from './render-error.js';

/** Never returns: the process ends with the command. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram();
  const fail = (thrown: unknown): Promise<never> => {
    process.stderr.write(renderError(fromCommander(thrown), program.opts<GlobalOptions>()));
    return exit(exitCodeFor(thrown));
  };
  process.on('uncaughtException', fail);
  process.stdout.on('error', endOfReader);
  try {
    await program.parseAsync(argv);
  } catch (thrown) {
    if (!(thrown instanceof CommanderError && isHelp(thrown))) await fail(thrown);
    else await exit(thrown.exitCode);
  }
  await exit(Number(process.exitCode ?? exitCodes.ok));
}

/** Help and version that were asked for, or shown because nothing was; commander has printed them already. */
function isHelp({ code }: CommanderError): boolean {
  return code === 'commander.helpDisplayed' || code === 'commander.help' || code === 'commander.version';
}

/** Commander's messages begin with `error: ` and put the nearest name on a line of its own. */
function fromCommander(thrown: unknown): unknown {
  if (!(thrown instanceof CommanderError)) return thrown;
  const [text = '', suggestion] = thrown.message.replace(/^error: /, '').split('\n');
  const hint = suggestion?.replace(/^\(Did/, '(did') ?? '(see `kfw --help`)';
  return cliError('KFW_USAGE', { message: `${text} ${hint}` });
}

/** `kfw routes | head` closes the pipe early: that is no error. */
function endOfReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
}

async function exit(code: number): Promise<never> {
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  process.exit(code);
}

/** Pipes are written asynchronously on some platforms; leaving at once would cut the last lines off. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

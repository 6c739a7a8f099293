/**
 * Runs a command and then ends the process. Errors of commands are rendered here and nowhere else. The process ends
 * even if the app left a timer or a socket open.
 */
import { exitCodeFor, exitCodes } from './exit-codes.js';
import type { RenderOptions } from './render-error.js';
import { uncaughtListener } from './uncaught.js';

/**
 * `run` stays pending as long as the command runs. It sets `process.exitCode` for an exit code other than 0, or other
 * than 1 after an error. `options` is called when there is an error to render.
 */
export async function endProcessAfter(run: () => Promise<unknown>, options: () => RenderOptions): Promise<never> {
  const fail = async (thrown: unknown): Promise<never> => {
    const { renderError } = await import('./render-error.js');
    process.stderr.write(renderError(thrown, options()));
    return exit(Number(process.exitCode ?? exitCodes.ok) || exitCodeFor(thrown));
  };
  const failUncaught = async (thrown: unknown, origin: NodeJS.UncaughtExceptionOrigin): Promise<void> => {
    const { uncaughtError } = await import('./uncaught-error.js');
    const error = uncaughtError(thrown, origin);
    const listener = uncaughtListener();
    if (listener === undefined) void fail(error);
    else listener(error);
  };
  process.on('uncaughtException', (thrown, origin) => void failUncaught(thrown, origin));
  process.stdout.on('error', endOfReader);
  process.stderr.on('error', endOfTerminal);
  try {
    await run();
  } catch (thrown) {
    return fail(thrown);
  }
  return exit(Number(process.exitCode ?? exitCodes.ok));
}

/** `kfw routes | head` closes the pipe early: that is not an error. */
function endOfReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  endOfTerminal(error);
}

/** A closed terminal accepts no more output: SIGHUP stops the command, in order. */
function endOfTerminal(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EIO') throw error;
}

async function exit(code: number): Promise<never> {
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  process.exit(code);
}

/** Pipes are written asynchronously on some platforms; exiting at once would cut off the last lines. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

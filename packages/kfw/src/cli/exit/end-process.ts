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
  let outputFailure: NodeJS.ErrnoException | undefined;
  let isFailing = false;
  const fail = async (given: unknown): Promise<never> => {
    // A command that waits for its output fails, too: it is reported once.
    if (isFailing && outputFailure !== undefined) return new Promise<never>(() => undefined);
    isFailing = true;
    const thrown = outputFailure === undefined ? given : await explainOutput(outputFailure);
    const { renderError } = await import('./render-error.js');
    process.stderr.write(renderError(thrown, options()));
    await drain();
    process.exit(Number(process.exitCode ?? exitCodes.ok) || exitCodeFor(thrown));
  };
  const failUncaught = async (thrown: unknown, origin: NodeJS.UncaughtExceptionOrigin): Promise<void> => {
    const { uncaughtError } = await import('./uncaught-error.js');
    report(uncaughtError(thrown, origin));
  };
  const report = (error: Error): void => {
    const listener = uncaughtListener();
    if (listener === undefined) void fail(error);
    else listener(error);
  };
  const failOutput = async (error: NodeJS.ErrnoException): Promise<void> => {
    outputFailure ??= error;
    report(await explainOutput(outputFailure));
  };
  process.on('uncaughtException', (thrown, origin) => void failUncaught(thrown, origin));
  process.stdout.on('error', (error) => endOfReader(error, failOutput));
  process.stderr.on('error', endOfTerminal);
  try {
    await run();
  } catch (thrown) {
    return fail(thrown);
  }
  await drain();
  if (outputFailure !== undefined) return fail(outputFailure);
  process.exit(Number(process.exitCode ?? exitCodes.ok));
}

/** `kfw routes | head` closes the pipe early: that is not an error. */
function endOfReader(error: NodeJS.ErrnoException, fail: (error: NodeJS.ErrnoException) => Promise<void>): void {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  if (process.stdout.isTTY) endOfTerminal(error);
  else void fail(error);
}

/** A disk that is full, most likely. */
async function explainOutput(error: NodeJS.ErrnoException): Promise<Error> {
  const { outputError } = await import('./output-error.js');
  return outputError(error);
}

/** A closed terminal accepts no more output: SIGHUP stops the command, in order. */
function endOfTerminal(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EIO') throw error;
}

/** Pipes are written asynchronously on some platforms; exiting at once would cut off the last lines. */
async function drain(): Promise<void> {
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

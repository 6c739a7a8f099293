/**
 * `kfw console`: boots the app without starting its groups, connects, and then either talks to a terminal or
 * evaluates the given code, of which only the last value reaches standard output.
 */
import { text } from 'node:stream/consumers';
import { type Monitor, toError } from '@kfw/core';
import { printError } from '../../terminal/print.js';
import { escapeControls } from '../../terminal/printable.js';
import { cliError } from '../errors.js';
import { renderError } from '../exit/render-error.js';
import { reportRetries } from '../report-retries.js';
import type { ConsoleApp } from './console-app.js';
import { consoleScope } from './console-scope.js';
import { evaluate } from './evaluate.js';
import { interact } from './interactive.js';
import { inspectValue, valueAsJsonLine } from './last-value.js';

export interface ConsoleRequest {
  /** Evaluated instead of starting a console; without it, piped standard input is. */
  readonly code?: string | undefined;
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** `operate`: the functions that operate the cluster of the app. */
export async function runConsole<A extends ConsoleApp>(
  request: ConsoleRequest,
  load: () => Promise<A>,
  operate: (app: A) => ConsoleFunctions = withoutFunctions,
): Promise<void> {
  const { json, verbose = false } = request;
  const code = request.code ?? (process.stdin.isTTY ? undefined : await text(process.stdin));
  if (code === undefined) {
    await withApp(load, operate, (app, functions) => interact(app, functions, verbose));
    return;
  }
  const write = reserveStandardOutput();
  const value = await withApp(load, operate, (app, functions) =>
    interruptible(() => evaluate(code, consoleScope(app, functions))),
  );
  const colored = process.stdout.isTTY && process.stdout.hasColors();
  const shown = process.stdout.isTTY && !json ? inspectValue(value, colored) : valueAsJsonLine(value);
  write(escapeControls(shown, { colored }));
}

/** Functions of the console, over connections that are closed with it. */
interface ConsoleFunctions {
  readonly functions: object;
  close(): Promise<void>;
}

const withoutFunctions = (): ConsoleFunctions => ({ functions: {}, close: async () => undefined });

/** Connects the app, uses it, and closes it whatever happens. */
async function withApp<A extends ConsoleApp, T>(
  load: () => Promise<A>,
  operate: (app: A) => ConsoleFunctions,
  use: (app: A, functions: object) => Promise<T>,
): Promise<T> {
  const app = await load();
  const { functions, close } = operate(app);
  reportRetries(app.monitor);
  reportUndeclared(app.monitor);
  let result: T;
  try {
    await interruptible((signal) => app.connect(signal));
    result = await use(app, functions);
  } catch (thrown) {
    // The command ends with the first error; one of closing is printed as well.
    const error = toError(thrown);
    await close();
    await app.close({ reason: error.message, error }).catch((closing: unknown) => printError(renderError(closing)));
    throw thrown;
  }
  await close();
  await app.close();
  return result;
}

/** Ends with `KFW_INTERRUPTED` on SIGINT. A second SIGINT ends the process as it does by default. */
async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = Promise.withResolvers<never>();
  const controller = new AbortController();
  const interrupt = (): void => {
    interrupted.reject(cliError('KFW_INTERRUPTED', {}));
    controller.abort();
  };
  process.once('SIGINT', interrupt);
  try {
    return await Promise.race([run(controller.signal), interrupted.promise]);
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** A console has no log: a message sent without the schema of its topic is reported on standard error. */
function reportUndeclared(monitor: Monitor): void {
  monitor.subscribe('delivery.undeclared', ({ topic, subject, format }) => {
    printError(
      `kfw: ${topic} has a schema in the registry (${subject}), but this sends ${format} there. Pass deliver the schema.\n`,
    );
  });
}

/**
 * Keeps standard output for one value: other output of the app (a `console.log`, a listener) goes to standard error, so
 * that the output of `kfw console -e` can be piped into another program. Returns the only way to write to standard
 * output.
 */
function reserveStandardOutput(): (text: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return (text) => {
    if (text !== '') write(text);
  };
}

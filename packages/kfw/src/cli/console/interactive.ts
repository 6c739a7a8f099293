/**
 * The console on a terminal: Node's REPL with the app's names, a history in the app's folder, and errors that show
 * only the user's frames.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type REPLServer, type ReplOptions, start } from 'node:repl';
import { inspect } from 'node:util';
import { isKfwError, toError } from '@kfw/core';
import { isError } from '@kfw/core/internal';
import { print, printError } from '../../terminal/print.js';
import { escapeControls, printable } from '../../terminal/printable.js';
import { userError } from '../exit/render-error.js';
import type { ConsoleApp } from './console-app.js';
import { type ConsoleScope, consoleScope, defineScope } from './console-scope.js';
import { inspectOptions } from './last-value.js';

/** Resolves when the user leaves (Ctrl-D, `.exit`) or SIGTERM asks to. Closing the app is the caller's. */
export async function interact(app: ConsoleApp, functions: object, verbose: boolean): Promise<void> {
  const { clientId, environment, kfwVersion } = app.description;
  const scope = consoleScope(app, functions);
  print(`kfw ${kfwVersion} console of ${clientId}: ${namesLine(scope)}. .help shows more.\n`);
  const options: ReplOptions = {
    prompt: `${clientId}(${environment})> `,
    useGlobal: true,
    breakEvalOnSigint: true,
    writer: verbose ? writeAll : writeValue,
  };
  const server = start(options);
  defineScope(server.context, scope);
  server.on('reset', (context: object) => defineScope(context, scope));
  defineHelp(server, scope);
  const left = new Promise<void>((resolve) => server.once('exit', resolve));
  const leave = (): void => server.close();
  process.once('SIGTERM', leave);
  // Node does not report that the history is read if the user has left meanwhile.
  await Promise.race([keepHistory(server, app.root), left]);
  await left;
  process.off('SIGTERM', leave);
}

/** Shows of an error only the message and the user's frames. */
function writeValue(this: REPLServer, value: unknown): string {
  if (!isError(value)) return writeAll.call(this, value);
  const error = toError(value);
  return printable(isKfwError(error) ? `${error.name} [${error.code}]: ${error.message}` : userError(error));
}

function writeAll(this: REPLServer, value: unknown): string {
  const text = inspect(value, { ...inspectOptions, colors: this.useColors, showProxy: true });
  return escapeControls(text, { colored: this.useColors });
}

/**
 * The file is readable by its owner only: input typed into a console may hold a secret. Without write access to the
 * folder there is no history, but still a console.
 */
async function keepHistory(server: REPLServer, root: string): Promise<void> {
  const folder = path.join(root, '.kfw');
  try {
    await mkdir(folder, { recursive: true });
    await new Promise<void>((resolve, reject) => {
      server.setupHistory(path.join(folder, 'console_history'), (error) => (error ? reject(error) : resolve()));
    });
  } catch (thrown) {
    printError(`kfw: this console keeps no history: ${toError(thrown).message}\n`);
  }
}

function namesLine({ classNames }: ConsoleScope): string {
  return [
    ...classNames,
    'deliver',
    'readTopic',
    'json',
    'text',
    'raw',
    'avro',
    'producer',
    'admin',
    'lag',
    'groups',
    'topics',
    'dlq',
    'routes',
    'app',
  ].join(', ');
}

function defineHelp(server: REPLServer, { classNames, hidden }: ConsoleScope): void {
  const lines = [
    ...(classNames.length > 0
      ? [`  ${classNames.join(', ')}`, '             classes of the app; also in `classes`']
      : []),
    ...hidden.map((name) => `  classes.${name}  (its own name is taken)`),
    "  deliver    sends a message: `await deliver('users', { id: 1 }, { key: '1' })`; also deliverAsync, flush, bufferedCount",
    "  readTopic  reads messages: `await readTopic('users', { from: 'earliest' }).toArray()`",
    "  json, text, raw, avro   schemas: `await readTopic('users.dead', { schema: json() }).toArray()`",
    "  lag, groups, topics, dlq   what the commands show: `await lag()`, `await dlq('orders.dead-letters')`",
    '  producer   the producer, for messages that are bytes already',
    '  admin      topics, offsets and the cluster',
    '  routes     the groups and their topics',
    '  app        all of it',
    '  `await` works anywhere: `await admin.listTopics()`',
  ];
  const commands = Object.entries(server.commands);
  server.defineCommand('help', {
    help: 'Print this help message',
    action() {
      const list = commands.map(([name, command]) => `  .${name.padEnd(10)}${command?.help ?? ''}`);
      print(`${[...lines, '', ...list, ''].join('\n')}`);
      this.displayPrompt();
    },
  });
}

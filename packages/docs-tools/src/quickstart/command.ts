/**
 * `npm run quickstart`: from nothing to a consumed event, on a machine with only Node. It makes an app, runs its server
 * (which starts the embedded broker), emits an event from the console, shows it consumed, and leaves the server running
 * until Ctrl-C. With KFW_BROKERS set the app runs on that cluster.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toError } from '@kfw/core';
import { endEmbedded } from '@kfw/test-cluster';

const checkout = fileURLToPath(new URL('../../../..', import.meta.url));
const kfw = path.join(checkout, 'bin', 'kfw');
const emit = "await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })";

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
});
const cleanups: (() => Promise<unknown>)[] = [];
const children = new Set<ChildProcess>();
/** The app's folder, once there is one to remove. */
let removed: string | undefined;

const work = quickstart();
// An interrupted command fails: that needs no message.
work.catch(() => {});
try {
  await Promise.race([work, interrupted]);
} catch (thrown) {
  process.stderr.write(`\nquickstart: ${toError(thrown).message}\n`);
  process.exitCode = 1;
}
const left = [...children];
const ended = Promise.all(left.map((child) => once(child, 'exit')));
for (const child of left) end(child);
await ended;
for (const cleanUp of cleanups.reverse()) await cleanUp();
if (removed !== undefined) say(`Removed the app in ${removed}.`);
process.exit();

async function quickstart(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kfw-quickstart-'));
  // npm may be in the middle of a write when it is ended.
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  const app = path.join(folder, 'shop');
  cleanups.push(() => endEmbedded(app));
  removed = app;

  say('1. A new app: kfw new shop');
  await run(['new', app], checkout);

  say('2. Its server: npx kfw server');
  const server = start(['server'], app);
  await seen(server, /assigned users/);

  say(`3. An event from its console: npx kfw console\n   > ${emit}`);
  const consumed = seen(server, /UsersConsumer consumed/);
  consumed.catch(() => {});
  await run(['console', '-e', emit], app);
  await consumed;

  say(
    [
      'The event went from the responder through the broker to UsersConsumer, as Avro. The server runs until Ctrl-C.',
      'What to try next, in another terminal:',
      `  cd ${app}`,
      '  npx kfw console        # emit more events',
      '  npx kfw routes         # what is consumed by what',
      '  npm test               # its tests, without a broker',
      'Ctrl-C stops everything and removes the app. One that stays: node bin/kfw new ../shop',
    ].join('\n'),
  );
  await once(server, 'exit');
}

function say(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

/** A kfw command whose output is shown as on a terminal, and can be watched. */
function start(args: readonly string[], cwd: string): ChildProcess {
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(process.execPath, [kfw, ...args], {
    cwd,
    env: { ...process.env, ...color, KFW_LOG_FORMAT: 'pretty' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C reaches this process alone, which stops the others in order.
    detached: true,
  });
  children.add(child);
  child.on('exit', () => children.delete(child));
  child.stdout?.pipe(process.stdout, { end: false });
  return child;
}

/** `kfw new` with npm, which it has started; a server alone, which stops its children in order. */
function end(child: ChildProcess): void {
  const isNew = child.spawnargs.includes('new');
  if (isNew && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  else child.kill('SIGTERM');
}

async function run(args: readonly string[], cwd: string): Promise<void> {
  const child = start(args, cwd);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0) throw new Error(`\`kfw ${args[0]}\` ended with ${code ?? signal}.`);
}

/** Resolves when a line of the child's output fits; rejects when it ends before. */
function seen(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve();
      text = text.slice(text.lastIndexOf('\n') + 1);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code} before it was expected to.`)));
  });
}

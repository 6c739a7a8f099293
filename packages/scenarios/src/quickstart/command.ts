/**
 * `npm run quickstart`: the main job, from nothing to a consumed event. It makes an app, runs its server, emits an event
 * from the console, shows it consumed, and leaves the server running until Ctrl-C.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { toError } from '@kfw/core';
import { findCluster } from './find-cluster.js';

const checkout = fileURLToPath(new URL('../../../..', import.meta.url));
const kfw = path.join(checkout, 'bin', 'kfw');
const emit = "await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })";

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
});
const cleanups: (() => Promise<unknown>)[] = [];
const children = new Set<ChildProcess>();

try {
  await Promise.race([quickstart(), interrupted]);
} catch (thrown) {
  process.stderr.write(`\nquickstart: ${toError(thrown).message}\n`);
  process.stderr.write('It needs Docker Compose, or Java and Maven, or KFW_BROKERS and KFW_REGISTRY_URL.\n');
  process.exitCode = 1;
}
for (const child of children) child.kill('SIGTERM');
await Promise.all([...children].map((child) => once(child, 'exit')));
for (const cleanUp of cleanups.reverse()) await cleanUp();
process.exit();

async function quickstart(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kfw-quickstart-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const app = path.join(folder, 'shop');

  say('1. Kafka');
  const cluster = await findCluster(checkout, (line) => process.stdout.write(`   ${line}\n`));
  cleanups.push(cluster.stop);

  say('2. A new app: kfw new shop');
  await run(['new', app, '--broker', cluster.brokers, '--registry', cluster.registry], checkout);

  say('3. Its server: npx kfw server');
  const server = start(['server'], app);
  await seen(server, /assigned users/);

  say(`4. An event from its console: npx kfw console\n   > ${emit}`);
  const consumed = seen(server, /UsersConsumer consumed/);
  await run(['console', '-e', emit], app);
  await consumed;

  say(
    [
      'The event went from the responder through Kafka to UsersConsumer, as Avro. The server goes on until Ctrl-C.',
      'What to try next, in another terminal:',
      `  cd ${app}`,
      '  npx kfw console        # emit more events',
      '  npx kfw routes         # what is consumed by what',
      '  npm test               # its tests, without Kafka',
      'Ctrl-C stops everything and removes the app.',
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

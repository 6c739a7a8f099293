/** A broker in a separate process, from the sources, for tests that kill it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { BrokerOptions } from '../../src/index.js';

export interface BrokerProcess {
  readonly port: number;
  /** SIGKILL; resolves when the process has ended. */
  kill(): Promise<void>;
  /** Advances its clock. */
  advance(ms: number): void;
}

const execArgv = [
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  '--import',
  path.join(__dirname, 'from-source.mjs'),
];

/** `running` collects the processes, so that a failing test leaves none. */
export async function startBrokerProcess(
  dataFolder: string,
  running: Set<ChildProcess>,
  options: BrokerOptions = {},
): Promise<BrokerProcess> {
  const { child, exited } = forkBroker({ ...options, dataFolder }, running);
  const port = new Promise<number>((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'number') resolve(message);
    });
  });
  const failed = exited.then(() => Promise.reject(new Error('the broker ended before it listened')));
  failed.catch(() => undefined);
  return {
    port: await Promise.race([port, failed]),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    advance(ms) {
      child.send(ms);
    },
  };
}

/**
 * Starts a broker and kills it this long after it began to open its data. Resolves to whether it was still opening it.
 */
export async function killInStart(dataFolder: string, running: Set<ChildProcess>, afterMs: number): Promise<boolean> {
  const { child, exited } = forkBroker({ dataFolder }, running);
  let listens = false;
  child.on('message', (message) => {
    if (message === 'starting') setTimeout(() => child.kill('SIGKILL'), afterMs);
    else listens = true;
  });
  await exited;
  return !listens;
}

function forkBroker(
  options: BrokerOptions,
  running: Set<ChildProcess>,
): { child: ChildProcess; exited: Promise<unknown> } {
  const child = fork(path.join(__dirname, 'serve.ts'), [JSON.stringify(options)], { execArgv });
  running.add(child);
  return { child, exited: once(child, 'exit').then(() => running.delete(child)) };
}

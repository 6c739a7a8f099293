/** A broker in a process of its own, from the sources, for tests that kill it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { BrokerOptions } from '../../src/index.js';

export interface BrokerProcess {
  readonly port: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

const execArgv = [
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  '--import',
  path.join(__dirname, 'from-source.mjs'),
];

/** `running` collects the processes, so that a test which fails leaves none. */
export async function startBrokerProcess(
  dataFolder: string,
  running: Set<ChildProcess>,
  options: BrokerOptions = {},
): Promise<BrokerProcess> {
  const child = fork(path.join(__dirname, 'serve.ts'), [JSON.stringify({ ...options, dataFolder })], { execArgv });
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));
  const [port] = await Promise.race([
    once(child, 'message') as Promise<[number]>,
    exited.then(() => Promise.reject(new Error('the broker ended before it listened'))),
  ]);
  return {
    port,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

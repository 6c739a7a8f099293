/** Makes the workers of one contender, ready to start, each with its own log. */
import path from 'node:path';
import type { KafkaCluster } from '@kfw/test-cluster';
import { type Contender, type ContenderName, namesOf } from './contender.js';
import type { Journal } from './journal.js';
import { WorkerProcess } from './worker-process.js';

export interface ContenderOptions {
  readonly cluster: KafkaCluster;
  readonly folder: string;
  readonly journal: Journal;
  readonly seed: number;
  readonly transactional: boolean;
}

/** Short, so that a run of minutes holds several that end. */
export const sessionTimeoutMs = 6_000;

export function makeContender(name: ContenderName, options: ContenderOptions): Contender {
  const { cluster, folder, journal, seed, transactional } = options;
  const names = namesOf(name);
  const task = { brokers: cluster.brokers, ...names, sessionTimeoutMs, transactional, seed };
  const program = path.join(import.meta.dirname, '../workers', `${name}.js`);
  const worker = (number: number): WorkerProcess => {
    const own = `${name}-${number}`;
    return new WorkerProcess({
      name: own,
      program,
      task,
      log: path.join(folder, `${own}.log`),
      onEnd(pid, how) {
        const at = Date.now();
        journal.add({ kind: 'worker-ended', at, until: at, of: pid });
        journal.print(`${own} (${pid}) ended by itself: ${how}`);
      },
    });
  };
  return { name, ...names, members: [1, 2, 3].map(worker), guest: worker(4) };
}

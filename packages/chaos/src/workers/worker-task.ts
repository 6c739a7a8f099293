/**
 * The task of a worker of a chaos run, in one environment variable, and its reports to the process that started it: that it
 * runs, and how much it has handled. It ends with that process, however that ends.
 */
import type { Fault } from './fault.js';

/** A message of the input. */
export interface NumberedMessage {
  readonly key: string;
  readonly seq: number;
  readonly poison: boolean;
}

/** A message of the output: the handled message, its position, and the worker. */
export interface HandledRecord {
  readonly key: string;
  readonly seq: number;
  readonly partition: number;
  readonly offset: number;
  readonly pid: number;
}

export interface WorkerTask {
  readonly brokers: string;
  readonly group: string;
  readonly input: string;
  readonly output: string;
  readonly deadLetters: string;
  readonly sessionTimeoutMs: number;
  readonly transactional: boolean;
  /** Decides which messages fail at first, the same ones in every worker. */
  readonly seed: number;
}

export const taskVariable = 'KFW_CHAOS_TASK';
/** Plants a fault into the worker, for the tests of the checker: see `fault.ts`. */
export const faultVariable = 'KFW_CHAOS_FAULT';

export interface PlantedTask extends WorkerTask {
  readonly fault: Fault | undefined;
}

/** A report of a worker: `running` once, then its counts at intervals. */
export type WorkerMessage =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'handled';
      readonly count: number;
      /** Of each partition, when the last of them was handled. */
      readonly partitions: readonly (readonly [partition: number, at: number])[];
    };

const reportEveryMs = 200;
const failingShare = 0.005;

export function readTask(): PlantedTask {
  const given = process.env[taskVariable];
  if (given === undefined) throw new Error(`${taskVariable} is not set: workers are started by npm run chaos.`);
  const fault = process.env[faultVariable] as Fault | undefined;
  return { ...(JSON.parse(given) as WorkerTask), fault };
}

/** Whether the handler throws when a process meets this message for the first time. */
export function failsAtFirst({ key, seq }: NumberedMessage, seed: number): boolean {
  let hash = seed;
  for (const char of `${key}/${seq}`) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619) >>> 0;
  return hash % 1_000 < failingShare * 1_000;
}

/** Reports handled messages, not one by one but at intervals. */
export class ProgressReporter {
  #count = 0;
  readonly #partitions = new Map<number, number>();

  constructor() {
    process.on('disconnect', () => process.exit(1));
    setInterval(() => this.#report(), reportEveryMs).unref();
  }

  running(): void {
    this.#send({ kind: 'running' });
  }

  handled(partition: number, count: number): void {
    this.#count += count;
    this.#partitions.set(partition, Date.now());
  }

  #report(): void {
    if (this.#count === 0) return;
    this.#send({ kind: 'handled', count: this.#count, partitions: [...this.#partitions] });
    this.#count = 0;
    this.#partitions.clear();
  }

  #send(message: WorkerMessage): void {
    // Started by hand, a worker has no parent to report to.
    process.send?.(message);
  }
}

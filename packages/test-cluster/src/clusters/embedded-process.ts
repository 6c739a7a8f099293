/**
 * The embedded broker and registry as a user starts them, `kfw broker`, in its own process, which can be killed and
 * restarted with its data and ports.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { scenarioError } from '../errors/errors.js';
import { checkout } from '../programs/checkout.js';

export interface EmbeddedAddresses {
  /** As for `KFW_BROKERS`. */
  readonly brokers: string;
  /** As for `KFW_REGISTRY_URL`. */
  readonly registry: string;
}

export interface EmbeddedProcessOptions {
  /** Where data is kept; in memory without it. */
  readonly data?: string;
}

const command = path.join(checkout, 'bin', 'kfw');

export class EmbeddedProcess {
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #addresses: EmbeddedAddresses | undefined;
  #startedInMs = 0;

  constructor(private readonly options: EmbeddedProcessOptions = {}) {}

  get addresses(): EmbeddedAddresses {
    return this.#addresses ?? { brokers: '', registry: '' };
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** From the start of the process until it said where it listens. */
  get startedInMs(): number {
    return this.#startedInMs;
  }

  /** Resolves when it listens: at free ports the first time, and at the same ones from then on. */
  async start(): Promise<EmbeddedAddresses> {
    const { data } = this.options;
    const ports = [portOf(this.#addresses?.brokers), portOf(this.#addresses?.registry)];
    const args = ['broker', '--json', '--port', String(ports[0]), '--registry-port', String(ports[1])];
    const startedAt = performance.now();
    const child = spawn(
      process.execPath,
      [command, ...args, ...(data === undefined ? ['--memory'] : ['--data', data])],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors = `${errors}${chunk.toString()}`.slice(-2_000);
    });
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
    const failed = exited.then(([code, signal]): never => {
      throw scenarioError('KFW_EMBEDDED_NOT_STARTED', {
        reason: `it ended with ${signal ?? `exit code ${code}`}`,
        errors,
      });
    });
    failed.catch(() => {});
    this.#child = child;
    this.#ended = exited;
    const [first] = await Promise.race([line, failed]);
    this.#startedInMs = performance.now() - startedAt;
    this.#addresses = JSON.parse(first) as EmbeddedAddresses;
    return this.#addresses;
  }

  /** Sends a signal. After SIGTERM and SIGKILL it waits until the process is gone. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#child?.kill(signal);
    if (signal === 'SIGTERM' || signal === 'SIGKILL') await this.#ended;
  }
}

function portOf(address: string | undefined): number {
  return address === undefined ? 0 : Number(/:(\d+)/.exec(address.replace(/^https?:\/\/[^:]*/, ''))?.[1] ?? 0);
}

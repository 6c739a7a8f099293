/**
 * Runs a command on a cluster and closes it afterwards. The first SIGINT or SIGTERM fires `signal`: the command finishes
 * the work in flight, says how far it came, and returns; it ends with `KFW_INTERRUPTED` then. A command that does not end
 * within ten seconds, or a second signal, is not waited for.
 */

import { cliError } from '../errors.js';
import { createResults, type Results } from '../rendering/results.js';
import type { Cluster } from './cluster.js';
import type { ClusterOptions } from './cluster-options.js';
import { openCluster } from './open-cluster.js';

export interface ClusterRun extends Cluster {
  readonly signal: AbortSignal;
  readonly results: Results;
}

const graceMs = 10_000;

/** Throws what `use` throws, and the errors of `openCluster`. */
export async function withCluster<T>(options: ClusterOptions, use: (run: ClusterRun) => Promise<T>): Promise<T> {
  const interrupt = new Interrupt();
  const results = createResults(options);
  try {
    return await interrupt.around(async (signal) => {
      const cluster = await openCluster(options, signal);
      try {
        return await use({ ...cluster, signal, results });
      } finally {
        await cluster.close();
      }
    });
  } finally {
    interrupt.end();
  }
}

/** What a signal does to a command. */
class Interrupt {
  readonly #controller = new AbortController();
  readonly #forced = Promise.withResolvers<never>();
  #grace: NodeJS.Timeout | undefined;
  readonly #onSignal = (): void => {
    if (this.#controller.signal.aborted) {
      this.#force();
      return;
    }
    this.#controller.abort(cliError('KFW_INTERRUPTED', {}));
    this.#grace = setTimeout(this.#force, graceMs);
  };
  readonly #force = (): void =>
    this.#forced.reject(cliError('KFW_INTERRUPTED', { hint: 'Work in flight was not waited for.' }));

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  async around<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    let result: T;
    try {
      result = await Promise.race([run(signal), this.#forced.promise]);
    } catch (thrown) {
      throw signal.aborted && isAbort(thrown) ? signal.reason : thrown;
    }
    signal.throwIfAborted();
    return result;
  }

  end(): void {
    clearTimeout(this.#grace);
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}

/** What Node's own functions reject with when their signal fires. */
function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}

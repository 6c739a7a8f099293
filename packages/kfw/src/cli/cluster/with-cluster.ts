/**
 * Runs a command on a cluster and closes it afterwards. The first SIGINT or SIGTERM fires `signal`: the command finishes
 * the work in flight, says how far it came, and returns; it ends with `KFW_INTERRUPTED` then. A command that does not end
 * within ten seconds, or a second signal, is not waited for.
 */

import { Interrupt } from '../exit/interrupt.js';
import { createResults, type Results } from '../rendering/results.js';
import type { Cluster } from './cluster.js';
import type { ClusterOptions } from './cluster-options.js';
import { openCluster } from './open-cluster.js';

export interface ClusterRun extends Cluster {
  readonly signal: AbortSignal;
  readonly results: Results;
}

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

/**
 * `npm run bench`: figures go to standard output (a table, or JSON lines), progress and errors to standard error. A
 * benchmark that fails, or misses its goal, is reported and the next one runs; the exit code is then 1.
 */
import { toError } from '@kfw/core';
import { benchesNamed } from './benches/benches.js';
import { BenchCluster } from './cluster/bench-cluster.js';
import { type BenchFlags, createCommandLine } from './command-line.js';
import { benchError } from './errors.js';
import { missedGoal } from './figures/goal.js';
import { tableOf } from './figures/table.js';

const reportProgress = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

await createCommandLine(run).parseAsync();

async function run(name: string, flags: BenchFlags): Promise<void> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => reject(benchError('KFW_BENCH_INTERRUPTED', { signal })));
    }
  });
  let exitCode = 0;
  try {
    // Interrupted while a cluster starts: exiting is enough, since its processes end with this one.
    const cluster = await Promise.race([BenchCluster.open(flags.brokers), interrupted]);
    try {
      exitCode = await Promise.race([runAll(name, flags, cluster), interrupted]);
    } finally {
      await cluster.close();
    }
  } catch (thrown) {
    reportProgress(toError(thrown).message);
    exitCode = 1;
  }
  // A run that was interrupted ends with its parent.
  process.exit(exitCode);
}

async function runAll(name: string, flags: BenchFlags, cluster: BenchCluster): Promise<number> {
  const { messages, runs, observed = false, json } = flags;
  let exitCode = 0;
  for (const bench of benchesNamed(name)) {
    try {
      const print = json ? () => {} : reportProgress;
      const rows = await bench.run({ cluster, messages, runs, observed, print });
      for (const row of rows) process.stdout.write(`${json ? JSON.stringify(row) : tableOf(row)}\n`);
      for (const missed of rows.map(missedGoal)) {
        if (missed === undefined) continue;
        reportProgress(missed.message);
        exitCode = 1;
      }
    } catch (thrown) {
      reportProgress(toError(thrown).message);
      exitCode = 1;
    }
  }
  return exitCode;
}

/**
 * The process of one run: a fresh V8 that loads one client, measures, returns its samples to its parent and ends.
 * Each measurement is also loaded on demand, so that `boot` times nothing but the client.
 */
import type { Job, RunResult } from './job.js';

async function measure(job: Job): Promise<readonly number[]> {
  switch (job.measure) {
    case 'consume':
      return (await import('./consume-run.js')).consumeRun(job);
    case 'keyed':
      return (await import('./keyed-run.js')).keyedRun(job);
    case 'latency':
      return (await import('./latency-run.js')).latencyRun(job);
    case 'boot':
      return (await import('./boot-run.js')).bootRun(job);
    case 'memory':
      return (await import('./memory-run.js')).memoryRun(job);
    case 'produce':
      return (await import('./produce-run.js')).produceRun(job);
  }
}

async function runResult(job: Job): Promise<RunResult> {
  try {
    return { samples: await measure(job) };
  } catch (thrown) {
    return { failure: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

// Without its parent a run is useless.
process.once('disconnect', () => process.exit(1));
const given: Job = JSON.parse(process.argv[2] ?? '');
process.send?.(await runResult(given), () => process.exit(0));

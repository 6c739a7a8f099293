/** Runs a job in a child process and returns its samples, or the reason for having none. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { benchError } from '../errors.js';
import type { Job, RunResult } from './job.js';

/** Enough for the slowest peer: a run that takes longer is stuck. */
const graceMs = 60_000;
const leastPerSecond = 5_000;
/** One message in about 6 ms in each of six partitions, on a busy machine. */
const leastKeyedPerSecond = 200;

/** kafkajs sets negative timers, which Node warns about and sets to 1 ms. */
const quiet = ['--disable-warning=TimeoutNegativeWarning', '--disable-warning=ExperimentalWarning'];

const shownOutputLength = 2_000;

export function runJob(job: Job): Promise<readonly number[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly number[]>();
  const child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [JSON.stringify(job)], {
    execArgv: quiet,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const fail = (reason: string): void =>
    reject(
      benchError('KFW_BENCH_RUN_FAILED', {
        peer: job.measure === 'produce' ? job.sender : job.peer,
        reason,
        output: output.slice(-shownOutputLength),
      }),
    );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text: Buffer) => {
      output = (output + text.toString()).slice(-shownOutputLength);
    });
  }
  const limitMs = limitOf(job);
  const timer = setTimeout(() => {
    fail(`no figure within ${limitMs} ms`);
    child.kill('SIGKILL');
  }, limitMs);
  let result: RunResult | undefined;
  child.once('message', (message) => {
    result = message as RunResult;
  });
  child.once('error', (error) => fail(error.message));
  child.once('close', (code, signal) => {
    clearTimeout(timer);
    if (result === undefined) fail(`the process ended without a figure (${signal ?? `exit code ${code}`})`);
    else if ('failure' in result) fail(result.failure);
    else resolve(result.samples);
  });
  return promise;
}

function limitOf(job: Job): number {
  if (job.measure === 'boot') return graceMs;
  return graceMs + (job.messages / (job.measure === 'keyed' ? leastKeyedPerSecond : leastPerSecond)) * 1_000;
}

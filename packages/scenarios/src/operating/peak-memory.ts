/** The most memory that a program has had, on Linux: sampled while it runs, and exact up to the last sample. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Spawned } from '@kfw/test-cluster';

const everyMs = 100;

/** Resolves when the program has ended. In bytes; 0 where the system does not say. */
export async function peakMemoryBytes(program: Spawned): Promise<number> {
  let peak = 0;
  let isRunning = true;
  const ended = program.ended.finally(() => {
    isRunning = false;
  });
  while (isRunning) {
    peak = Math.max(peak, await residentPeakBytes(program.pid));
    await Promise.race([ended, sleep(everyMs, undefined, { ref: false })]);
  }
  return peak;
}

async function residentPeakBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes) * 1_024;
}

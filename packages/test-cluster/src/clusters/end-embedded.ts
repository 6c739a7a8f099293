/** Ends the embedded broker of an app at once, instead of ten seconds after its last client. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../world/deadline.js';

const goneWithinMs = 10_000;

/** Resolves when it is gone: then it has removed its lock. An app without one is fine too. */
export async function endEmbedded(app: string): Promise<void> {
  const lockFile = path.join(app, '.kfw/development/broker.lock');
  const read = (): Promise<string> => readFile(lockFile, 'utf8').catch(() => '');
  const lock = await read();
  if (lock === '') return;
  const { pid } = JSON.parse(lock) as { pid: number };
  if (!ended(pid)) return;
  await eventually('the embedded broker to end', async () => ((await read()) === '' ? true : undefined), {
    deadlineMs: goneWithinMs,
    everyMs: 25,
  });
}

/** Whether there was a process to end. */
function ended(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGTERM');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw thrown;
  }
}

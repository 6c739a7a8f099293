/** Any long-running program stands for a JVM here: the watching is the shell's. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Jvm } from '../../src/kafka/jvm.js';
import { eventually } from '../../src/world/deadline.js';

const soon = { deadlineMs: 10_000, everyMs: 20 };

describe('a JVM', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kfw-jvm-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const start = (...args: string[]): Promise<Jvm> =>
    Jvm.start({ java: args[0] ?? '', args: args.slice(1), folder, log: join(folder, 'log') });

  it('has the pid of the program itself, and ends by the signal that it receives', async () => {
    const jvm = await start('sleep', '600');
    process.kill(jvm.pid, 'SIGTERM');
    await jvm.ended();
    expect(jvm.running).toBe(false);
    expect(jvm.ending).toBe('ended with SIGTERM');
  });

  it('is killed when it does not stop in time', async () => {
    const jvm = await start('sh', '-c', 'trap "" TERM; echo deaf; while :; do sleep 600; done');
    await eventually('the trap', async () => ((await jvm.endOfLog()) === 'deaf' ? true : undefined), soon);
    await jvm.stop(50);
    expect(jvm.ending).toBe('ended with SIGKILL');
  });

  it('leaves its folder alone when it ends while its starter lives', async () => {
    const jvm = await start('true');
    expect(await jvm.ended()).toBe(0);
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  it('ends, and its folder goes, when its starter is killed with SIGKILL', async () => {
    const starter = spawn(process.execPath, [join(__dirname, 'orphan.mjs'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = (await once(starter.stdout, 'data')).map(Number);
    expect(isAlive(Number(pid))).toBe(true);
    starter.kill('SIGKILL');
    await eventually('the program to be gone', async () => (isAlive(Number(pid)) ? undefined : true), soon);
    const gone = (): Promise<true | undefined> =>
      stat(folder).then(
        () => undefined,
        () => true,
      );
    await eventually('the folder to be gone', gone, soon);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

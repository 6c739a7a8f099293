/** Commands of an app on the embedded broker: they start it, share it, and leave it running. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { LockContent } from '../../src/embedded/lock/lock-file.js';
import { type BrokenApp, scaffoldedApp } from './support/scaffolded-app.js';

const bin = path.resolve(__dirname, '../../bin/kfw.js');
const emit = "await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })";
const app = scaffoldedApp();
const pids: number[] = [];
afterEach(() => {
  for (const pid of pids.splice(0)) end(pid);
});

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}

/** Handlers of this app block its process for as long as a group's member may be silent, and longer. */
const blocking = (text: string) =>
  text.replace('const { offset', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);\n    const { offset');

function embeddedApp(files: Parameters<typeof app.broken>[0] = {}): BrokenApp {
  return app.broken({ 'config/kafka.yml': 'development:\n  embedded: true\n', ...files });
}

function lockOf({ root }: BrokenApp): LockContent {
  const held: LockContent = JSON.parse(readFileSync(path.join(root, '.kfw/development/broker.lock'), 'utf8'));
  pids.push(held.pid);
  return held;
}

/** The server, and the next of its lines that fits. */
function server({ root }: BrokenApp): { child: ChildProcess; line(fits: RegExp): Promise<string> } {
  const child = spawn(process.execPath, [bin, 'server', '--json'], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', KFW_ENV: '', NODE_ENV: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  pids.push(child.pid ?? 0);
  const reader = createInterface({ input: child.stdout });
  const lines: string[] = [];
  reader.on('line', (line) => lines.push(line));
  return {
    child,
    async line(fits) {
      for (;;) {
        const found = lines.find((line) => fits.test(line));
        if (found !== undefined) return found;
        await once(reader, 'line');
      }
    },
  };
}

describe('an app on the embedded broker', () => {
  it('starts it with its server, joins it from the console, and consumes', async () => {
    const shop = embeddedApp();
    const serving = server(shop);
    expect(await serving.line(/embedded broker/)).toContain('started the embedded broker');
    await serving.line(/partitions\.assigned/);
    const held = lockOf(shop);

    const { code, stdout, stderr } = await shop.kfw(['console', '-e', emit]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `kfw: joined the embedded broker at ${held.brokers}\n` });
    expect(JSON.parse(stdout)).toMatchObject({ users: [[{}, { topic: 'users', partition: 0, offset: '0' }]] });
    await serving.line(/user_created of user 1/);
    expect(lockOf(shop)).toEqual(held);

    serving.child.kill('SIGTERM');
    expect(await once(serving.child, 'exit')).toEqual([0, null]);
    // It outlives the commands, with its data.
    expect((await shop.kfw(['console', '-e', emit])).stdout).toContain('"offset":"1"');
    expect(lockOf(shop)).toEqual(held);
  }, 30_000);

  it('does not block it with a handler that blocks the process', async () => {
    const shop = embeddedApp({ 'app/consumers/users-consumer.ts': blocking });
    const serving = server(shop);
    await serving.line(/partitions\.assigned/);
    lockOf(shop);
    await shop.kfw(['console', '-e', emit]);
    expect((await shop.kfw(['console', '-e', emit])).stdout).toContain('"offset":"1"');
  }, 30_000);

  it('keeps its data when the broker is killed', async () => {
    const shop = embeddedApp();
    await shop.kfw(['console', '-e', emit]);
    const { pid, brokers } = lockOf(shop);
    end(pid);
    const { stdout, stderr } = await shop.kfw(['console', '-e', emit]);
    expect(stderr).toBe(`kfw: started the embedded broker at ${brokers}\n`);
    expect(stdout).toContain('"offset":"1"');
    expect(lockOf(shop)).toMatchObject({ brokers });
    expect(lockOf(shop).pid).not.toBe(pid);
  }, 30_000);

  it('restarts it under a server when it is killed', async () => {
    const shop = embeddedApp();
    const serving = server(shop);
    await serving.line(/partitions\.assigned/);
    const { pid, brokers } = lockOf(shop);
    end(pid);
    const line = await serving.line(/the embedded broker had stopped/);
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      brokers,
      msg: expect.stringMatching(/restarted it.*broker\.log$/),
    });
    expect(lockOf(shop).pid).not.toBe(pid);

    const { stdout, stderr } = await shop.kfw(['console', '-e', emit]);
    expect(stderr).toBe(`kfw: joined the embedded broker at ${brokers}\n`);
    expect(stdout).toContain('"offset":"0"');
    await serving.line(/user_created of user 1/);
    const log = readFileSync(path.join(shop.root, '.kfw/development/broker.log'), 'utf8').trim().split('\n');
    expect(log.map((entry) => JSON.parse(entry))).toEqual([
      { time: expect.any(String), pid, event: 'broker.started', brokers, registry: expect.any(String) },
      {
        time: expect.any(String),
        pid: lockOf(shop).pid,
        event: 'broker.started',
        brokers,
        registry: expect.any(String),
      },
    ]);
  }, 30_000);

  it('is restarted under a console, which reports that it had stopped', async () => {
    const shop = embeddedApp();
    const kill = `process.kill(JSON.parse(require('fs').readFileSync('.kfw/development/broker.lock')).pid, 'SIGKILL');`;
    const back = `while (!/broker.started.*broker.started/s.test(require('fs').readFileSync('.kfw/development/broker.log'))) await new Promise(setImmediate);`;
    const { code, stdout, stderr } = await shop.kfw(['console', '-e', `${kill} ${back} ${emit}`]);
    lockOf(shop);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('"offset":"0"') });
    expect(stderr).toContain('kfw: the embedded broker and registry have stopped; restarting them\n');
  }, 30_000);

  it('ends its server with what to do when the broker cannot be restarted', async () => {
    const shop = embeddedApp();
    const serving = server(shop);
    await serving.line(/partitions\.assigned/);
    const { pid } = lockOf(shop);
    // A file that another program has put there meanwhile.
    const folder = path.join(shop.root, '.kfw/development');
    rmSync(path.join(folder, 'kfw-data.txt'));
    rmSync(path.join(folder, 'ports.json'));
    rmSync(path.join(folder, 'broker.lock'));
    writeFileSync(path.join(folder, 'registry/notes.txt'), 'mine');
    const ended = once(serving.child, 'exit');
    end(pid);
    expect(await ended).toEqual([1, null]);
    expect(await serving.line(/could not be restarted/)).toContain('registry/notes.txt');
  }, 30_000);

  it('shows where it is, and starts none for commands that do not connect', async () => {
    const shop = embeddedApp();
    expect((await shop.kfw(['info'])).stdout).toMatch(/^brokers +embedded$/m);
    expect((await shop.kfw(['routes'])).code).toBe(0);
    expect(() => lockOf(shop)).toThrow('ENOENT');
    await shop.kfw(['console', '-e', '1']);
    const { brokers } = lockOf(shop);
    expect((await shop.kfw(['info'])).stdout).toMatch(new RegExp(`^brokers +${brokers}$`, 'm'));
  }, 30_000);
});

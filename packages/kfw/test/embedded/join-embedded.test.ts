/** Joining the broker of a folder, with a stand-in for the broker: processes, lock, leases and ports are real. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EmbeddedFolder, embeddedFolder } from '../../src/embedded/folder/embedded-folder.js';
import { type EmbeddedLease, joinEmbedded } from '../../src/embedded/join-embedded.js';
import type { LockContent } from '../../src/embedded/lock/lock-file.js';
import { StandIns } from './support/stand-in-broker.js';

let folder: EmbeddedFolder;
let standIns: StandIns;
const leases: EmbeddedLease[] = [];

beforeEach(() => {
  folder = embeddedFolder(mkdtempSync(path.join(tmpdir(), 'kfw-embedded-')));
  standIns = new StandIns(500);
});
afterEach(async () => {
  for (const lease of leases.splice(0)) lease.release();
  await standIns.end();
  rmSync(folder.root, { recursive: true, force: true });
});

async function join(): Promise<EmbeddedLease> {
  const lease = await joinEmbedded(folder, standIns.start);
  leases.push(lease);
  return lease;
}

const lock = (): LockContent => JSON.parse(readFileSync(folder.lockFile, 'utf8'));

/** A process that has ended, so that its pid is unused. */
async function deadPid(): Promise<number> {
  const { pid = 0 } = await standIns.start(folder);
  await standIns.end();
  return pid;
}

describe('an app that needs the embedded broker', () => {
  it('starts one, whose lock has its addresses and is readable by its owner only', async () => {
    const { brokers, registry, started } = await join();
    expect(started).toBe(true);
    expect(lock()).toMatchObject({ state: 'running', brokers, registry, pid: standIns.children[0]?.pid });
    expect(statSync(folder.lockFile).mode & 0o777).toBe(0o600);
  });

  it('joins the one that runs', async () => {
    const first = await join();
    expect(await join()).toMatchObject({ brokers: first.brokers, registry: first.registry, started: false });
    expect(standIns.children).toHaveLength(1);
  });

  it('ends up with the same one as five others that come at once', async () => {
    const all = await Promise.all([join(), join(), join(), join(), join(), join()]);
    expect(new Set(all.map(({ brokers }) => brokers)).size).toBe(1);
    expect(standIns.children.map(({ pid }) => pid)).toContain(lock().pid);
    const others = standIns.children.filter(({ pid }) => pid !== lock().pid);
    await Promise.all(others.map((child) => (child.exitCode === null ? once(child, 'exit') : undefined)));
    expect(others.map(({ exitCode }) => exitCode)).toEqual(others.map(() => 0));
  });

  it('ends up with one among many that all meet a stale lock', async () => {
    const content = { id: 'old', pid: await deadPid(), state: 'running', brokers: 'old:1', registry: '', leasePort: 1 };
    writeFileSync(folder.lockFile, JSON.stringify(content));
    const all = await Promise.all([join(), join(), join(), join()]);
    expect(new Set(all.map(({ brokers }) => brokers)).size).toBe(1);
    expect(standIns.running().map(({ pid }) => pid)).toContain(lock().pid);
  });
});

describe('a stale lock is replaced', () => {
  it('of a broker that was killed', async () => {
    const { brokers } = await join();
    await standIns.end();
    const again = await join();
    expect(again.started).toBe(true);
    // At the port it had, so that clients that still run find it again.
    expect(again.brokers).toBe(brokers);
  });

  it('of a pid that another process has by now, with nothing at the port', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    const content = { id: 'old', pid: process.pid, state: 'running', brokers: 'old:1', registry: '', leasePort: port };
    writeFileSync(folder.lockFile, JSON.stringify(content));
    expect((await join()).started).toBe(true);
  });

  it('of a port where another program responds', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as { port: number };
    const content = { id: 'old', pid: process.pid, state: 'running', brokers: 'old:1', registry: '', leasePort: port };
    writeFileSync(folder.lockFile, JSON.stringify(content));
    expect((await join()).started).toBe(true);
    server.close();
  });

  it('that was never filled, and a guard that was left behind', async () => {
    const longAgo = Date.now() / 1_000 - 60;
    for (const file of [folder.lockFile, folder.guardFile]) {
      writeFileSync(file, '');
      utimesSync(file, longAgo, longAgo);
    }
    expect((await join()).started).toBe(true);
    expect(existsSync(folder.guardFile)).toBe(false);
  });
});

describe('the embedded broker', () => {
  it('ends after its last client, and leaves no lock', async () => {
    const [first, second] = [await join(), await join()];
    const [child] = standIns.children;
    first.release();
    expect(standIns.running()).toHaveLength(1);
    second.release();
    if (child === undefined) throw new Error('no broker was started');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(existsSync(folder.lockFile)).toBe(false);
  });

  it('is restarted for a client that comes while it stops', async () => {
    for (let round = 0; round < 5; round += 1) {
      const lease = await join();
      expect(lock()).toMatchObject({ brokers: lease.brokers, state: 'running' });
      const child = standIns.running().find(({ pid }) => pid === lock().pid);
      lease.release();
      if (child !== undefined && round % 2 === 0) await once(child, 'exit');
    }
  });

  it('says why it does not start', async () => {
    const failing = async (): Promise<{ pid: number; exitCode: () => number }> => {
      writeFileSync(folder.logFile, 'kfw: the disk is full');
      return { pid: 0, exitCode: () => 1 };
    };
    await expect(joinEmbedded(folder, failing)).rejects.toMatchObject({
      code: 'KFW_EMBEDDED_NOT_STARTED',
      message: expect.stringContaining('the disk is full'),
    });
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { Server } from '../../src/application/server.js';
import type { ConsumeLoop } from '../../src/consuming/group/consume-loop.js';
import type { LoopProgress } from '../../src/consuming/group/loop-progress.js';
import { KfwError } from '../../src/errors/kfw-error.js';
import { Monitor } from '../../src/events/monitor.js';
import { collected } from '../support/collected.js';
import { next } from '../support/world.js';

const partition = { topic: 'users', partition: 0 };

/** One partition whose handler hangs at an offset until the test releases it. */
class HungLoop {
  readonly group = 'shop';
  readonly plan = { id: 'shop', name: 'shop', topics: [] };
  readonly running = [];
  readonly restarts: (readonly unknown[])[] = [];
  offset = 7;
  isHung = true;
  isMember = true;
  polledAt: number | undefined;
  /** The behaviour of a restart. */
  onRestart: () => Promise<void> = async () => {};
  #since = performance.now();

  async start(): Promise<void> {}
  async quiet(): Promise<void> {}
  async stop(): Promise<void> {}

  restart(stalled: readonly unknown[]): Promise<void> {
    this.restarts.push(stalled);
    this.#since = performance.now();
    return this.onRestart();
  }

  get progress(): LoopProgress {
    const runningMs = this.isHung ? performance.now() - this.#since : undefined;
    const status = {
      ...{ group: this.group, ...partition, consumer: 'Users', state: this.isHung ? 'running' : 'idle', runningMs },
      ...{
        retryInMs: undefined,
        resumesInMs: undefined,
        dueInMs: undefined,
        backlogMessages: 1,
        backlogBytes: 1,
        unmarked: undefined,
        lag: 1,
      },
    } as const;
    const { offset: frontier, isMember, polledAt } = this;
    const lane = { status, callback: undefined, frontier, position: frontier, isBehind: this.isHung, lag: 1 };
    return { isMember, polledAt, lanes: [lane] };
  }
}

describe('the liveness of a server', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.stop('the test is over');
    await server?.ended;
  });

  async function running(loop: HungLoop, stallTimeoutMs = 40) {
    const monitor = new Monitor();
    server = new Server({
      loops: [loop as unknown as ConsumeLoop],
      monitor,
      shutdownTimeoutMs: 1_000,
      liveness: { stallTimeoutMs, sessionTimeoutMs: 30_000 },
      connect: async () => {},
      close: async () => {},
    });
    return { server, monitor, start: () => server?.start() };
  }

  it('restarts a group once for a partition that does not move, and reports both stalls once', async () => {
    const loop = new HungLoop();
    const { server, monitor, start } = await running(loop);
    const reported: boolean[] = [];
    monitor.subscribe('consumer.stalled', ({ restarting }) => void reported.push(restarting));
    const restarted = next(monitor, 'group.restarted');
    await start();
    expect(await restarted).toMatchObject({ group: 'shop', partitions: [partition] });
    expect(server.liveness.alive).toBe(true);
    await next(monitor, 'consumer.stalled');
    expect(server.liveness).toMatchObject({ alive: false, stalled: [{ ...partition, offset: 7 }] });
    expect(loop.restarts).toEqual([[partition]]);

    // At another offset it is another stall.
    loop.isHung = false;
    loop.offset = 8;
    expect(server.liveness.alive).toBe(true);
    loop.isHung = true;
    await next(monitor, 'group.restarted');
    expect(reported).toEqual([true, false, true]);
    expect(collected(monitor.measurements, 'kfw_group_restarts_total')).toEqual({ 'shop stalled': 2 });
  });

  it('restarts a group that no longer polls', async () => {
    const loop = new HungLoop();
    loop.isHung = false;
    loop.polledAt = 1;
    const { server, monitor, start } = await running(loop);
    const stalled = next(monitor, 'group.stalled');
    const restarted = next(monitor, 'group.restarted');
    await start();
    expect(await stalled).toMatchObject({ group: 'shop', restarting: true });
    expect(await restarted).toMatchObject({ partitions: [] });
    expect(await next(monitor, 'group.stalled')).toMatchObject({ restarting: false });
    expect(server.liveness).toMatchObject({ alive: false, stalled: [], notPolling: [{ group: 'shop' }] });
  });

  it('stops the server when a restart fails, unless brokers are down: it waits for them', async () => {
    const loop = new HungLoop();
    const away = new KfwError('KFW_BROKER_UNREACHABLE', 'away');
    loop.onRestart = () => Promise.reject(away);
    const { server, monitor, start } = await running(loop);
    const crashed = next(monitor, 'group.crashed');
    await start();
    expect(await crashed).toMatchObject({ group: 'shop', error: away, attempt: 1, restartInMs: 5_000 });
    server.stop('enough');
    expect(await server.ended).toEqual({ exitCode: 0 });

    const other = new HungLoop();
    other.onRestart = () => Promise.reject(new Error('not allowed'));
    const second = await running(other);
    await second.start();
    expect(await second.server.ended).toMatchObject({ exitCode: 1, error: { message: 'not allowed' } });
  });

  it('counts a hanging restart as a stall', async () => {
    const loop = new HungLoop();
    loop.onRestart = () => new Promise(() => {});
    const { server, monitor, start } = await running(loop);
    const stalled = next(monitor, 'consumer.stalled');
    await start();
    await stalled;
    loop.isHung = false;
    while (server.liveness.alive) await new Promise(setImmediate);
    expect(server.liveness).toMatchObject({ stalled: [], notPolling: [{ group: 'shop' }] });
  });

  it('restarts nothing in a quiet server, and watches nothing when switched off', async () => {
    const loop = new HungLoop();
    const { server, start } = await running(loop);
    await start();
    await server.quiet('SIGTSTP');
    while (server.liveness.alive) await new Promise(setImmediate);
    expect(loop.restarts).toEqual([]);

    const off = await running(new HungLoop(), 0);
    await off.start();
    expect(off.server.liveness).toEqual({ alive: true, stalled: [], notPolling: [] });
  });

  it('is ready when it runs and is a member of each group', async () => {
    const loop = new HungLoop();
    loop.isMember = false;
    const { server, start } = await running(loop, 0);
    expect(server.readiness).toEqual({ ready: false, state: 'initialized', joining: ['shop'] });
    await start();
    expect(server.readiness).toEqual({ ready: false, state: 'running', joining: ['shop'] });
    loop.isMember = true;
    expect(server.readiness).toEqual({ ready: true, state: 'running', joining: [] });
    await server.quiet('SIGTSTP');
    expect(server.readiness).toEqual({ ready: false, state: 'quiet', joining: [] });
  });
});

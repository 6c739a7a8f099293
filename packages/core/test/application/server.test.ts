import { describe, expect, it } from '@jest/globals';
import { Server, type ServerOptions } from '../../src/application/server.js';
import type { ConsumeLoop } from '../../src/consuming/group/consume-loop.js';
import type { EventName } from '../../src/events/events.js';
import { Monitor } from '../../src/events/monitor.js';

interface FakeLoop {
  start?(onFatal: (error: Error) => void): Promise<void>;
  stop?(): Promise<void>;
  quiet?(): Promise<void>;
}

function serverOf(loop: FakeLoop, over: Partial<ServerOptions> = {}) {
  const monitor = new Monitor();
  const seen: string[] = [];
  for (const name of ['app.running', 'app.stopping', 'app.stopForced', 'app.stopped'] satisfies EventName[]) {
    monitor.subscribe(name, () => void seen.push(name));
  }
  const running = [{ group: 'g', topic: 't', partition: 0, consumer: 'C', runningMs: 1 }];
  const fake = {
    group: 'g',
    running,
    start: async () => {},
    quiet: async () => {},
    stop: async () => {},
    lanes: [],
    abandon: () => void seen.push('abandon'),
    ...loop,
  };
  const server = new Server({
    loops: [fake as unknown as ConsumeLoop],
    monitor,
    shutdownTimeoutMs: 60_000,
    connect: async () => {},
    close: async () => void seen.push('close'),
    ...over,
  });
  return { server, seen, monitor };
}

describe('a server', () => {
  it('stops its loops, then closes, and ends with 0', async () => {
    const { server, seen } = serverOf({});
    await server.start();
    server.stop('SIGTERM');
    expect(await server.ended).toEqual({ exitCode: 0 });
    expect(seen).toEqual(['app.running', 'app.stopping', 'close', 'app.stopped']);
  });

  it('ends with 1 and the error when a loop reports one, having stopped in order', async () => {
    let fatal: (error: Error) => void = () => {};
    const { server, seen } = serverOf({
      start: async (onFatal) => {
        fatal = onFatal;
      },
    });
    await server.start();
    fatal(new Error('broken'));
    expect(await server.ended).toMatchObject({ exitCode: 1, error: { message: 'broken' } });
    expect(seen).toContain('close');
  });

  it('ends with 1 when it cannot connect', async () => {
    const { server } = serverOf({}, { connect: () => Promise.reject(new Error('no broker')) });
    await server.start();
    expect(await server.ended).toMatchObject({ exitCode: 1, error: { message: 'no broker' } });
  });

  it('ends with 2 and a list of running work after a second stop', async () => {
    const { server, seen, monitor } = serverOf({ stop: () => new Promise(() => {}) });
    const forced: unknown[] = [];
    monitor.subscribe('app.stopForced', ({ running }) => void forced.push(...running));
    await server.start();
    server.stop('SIGINT');
    server.stop('SIGINT');
    expect(await server.ended).toEqual({ exitCode: 2 });
    expect(forced).toHaveLength(1);
    expect(seen).toContain('abandon');
  });

  it('ends with 2 when the stop exceeds its timeout', async () => {
    const { server } = serverOf({ stop: () => new Promise(() => {}) }, { shutdownTimeoutMs: 1 });
    await server.start();
    server.stop('SIGTERM');
    expect((await server.ended).exitCode).toBe(2);
  });

  it('finishes the ordered stop after an error, even if a stop is requested once', async () => {
    const stopping = Promise.withResolvers<void>();
    const { server } = serverOf({ stop: () => stopping.promise });
    await server.start();
    server.fail(new Error('broken'));
    server.stop('SIGTERM');
    stopping.resolve();
    expect(await server.ended).toMatchObject({ exitCode: 1, error: { message: 'broken' } });
  });

  it('reports failures during the stop, and ends with 1', async () => {
    const { server, monitor } = serverOf({ stop: () => Promise.reject(new Error('late')) });
    const reported: string[] = [];
    monitor.subscribe('app.stopFailed', ({ error }) => void reported.push(error.message));
    await server.start();
    server.stop('SIGTERM');
    server.fail(new Error('meanwhile'));
    expect(await server.ended).toMatchObject({ exitCode: 1, error: { message: 'meanwhile' } });
    expect(reported).toEqual(['meanwhile', 'late']);
  });

  it('joins its groups but begins nothing when quieted while it connects', async () => {
    const connected = Promise.withResolvers<void>();
    const calls: string[] = [];
    const { server, seen } = serverOf(
      { start: async () => void calls.push('start'), quiet: async () => void calls.push('quiet') },
      { connect: () => connected.promise },
    );
    const started = server.start();
    await server.quiet('SIGTSTP');
    connected.resolve();
    await started;
    expect(calls).toEqual(['quiet', 'start']);
    expect(seen).toEqual([]);
    server.stop('SIGTERM');
    expect(await server.ended).toEqual({ exitCode: 0 });
  });

  it('stops while it is still connecting', async () => {
    const { server } = serverOf(
      {},
      {
        connect: (signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      },
    );
    void server.start();
    server.stop('SIGTERM');
    expect(await server.ended).toEqual({ exitCode: 0 });
  });
});

import { describe, expect, it, jest } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { Consumer, drawRoutes, json, Payload } from '@kfw/core/internal';
import { type AppDefinition, createApp, loadConfig } from 'kfw';

@Payload(json())
class Idle extends Consumer {
  process(): void {}
}

const routes = drawRoutes(({ topic }) => topic('users', { consumer: Idle }));
const config = {
  ...loadConfig({ root: __dirname, env: { KFW_BROKERS: 'kafka:9092', KFW_CLIENT_ID: 'shop' } }),
  shutdownTimeoutMs: 50,
};

function hooks(over: Partial<AppDefinition> = {}) {
  const calls: unknown[] = [];
  const definition: AppDefinition = {
    routes,
    setup: ({ command }) => void calls.push(['setup', command]),
    initialized: ({ clientId }, { command }) => void calls.push(['initialized', clientId, command]),
    closing: ({ command, reason, error }) => void calls.push(['closing', command, reason, error?.message]),
    ...over,
  };
  return { calls, definition };
}

describe('the hooks of an app', () => {
  it('receive the command that runs, and closing the reason, once', async () => {
    const { calls, definition } = hooks();
    const app = await createApp({ config, definition, command: 'console' });
    await app.close({ reason: 'SIGTERM' });
    await app.close();
    expect(calls).toEqual([
      ['setup', 'console'],
      ['initialized', 'shop', 'console'],
      ['closing', 'console', 'SIGTERM', undefined],
    ]);
  });

  it('receive script as the command where no command runs', async () => {
    const { calls, definition } = hooks();
    await (await createApp({ config, definition })).close();
    expect(calls.slice(1)).toEqual([
      ['initialized', 'shop', 'script'],
      ['closing', 'script', 'done', undefined],
    ]);
  });

  it.each([
    ['initialized throws', { initialized: () => Promise.reject(new Error('no database')) }, 'no database'],
    ['setup throws', { setup: () => Promise.reject(new Error('no key')) }, 'no key'],
    ['the routes have mistakes', { routes: drawRoutes(({ topic }) => topic('a b', { consumer: Idle })) }, 'a b'],
  ])('call closing when %s, and the boot fails with that', async (_what, over, message) => {
    const { calls, definition } = hooks(over as Partial<AppDefinition>);
    await expect(createApp({ config, definition })).rejects.toThrow(message);
    expect(calls.at(-1)).toEqual([
      'closing',
      'script',
      expect.stringContaining(message),
      expect.stringContaining(message),
    ]);
    expect(calls.filter((each) => (each as unknown[])[0] === 'closing')).toHaveLength(1);
  });

  it('call closing of a server after it has stopped, with the reason', async () => {
    const { calls, definition } = hooks();
    const monitor = new Monitor();
    monitor.subscribe('app.stopping', () => calls.push('stopping'));
    const server = (await createApp({ config, definition, monitor, command: 'server' })).createServer();
    server.fail(new Error('a broken invariant'));
    expect(await server.ended).toMatchObject({ exitCode: 1, error: { message: 'a broken invariant' } });
    expect(calls.slice(2)).toEqual(['stopping', ['closing', 'server', 'a broken invariant', 'a broken invariant']]);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('pool gone')), 'pool gone'],
    [
      'throws at once',
      () => {
        throw new Error('pool gone');
      },
      'pool gone',
    ],
    ['throws text', () => Promise.reject('pool gone'), 'pool gone'],
  ])('report that closing %s, and keep the exit code and the error', async (_how, closing, problem) => {
    const failures: string[] = [];
    const monitor = new Monitor();
    monitor.subscribe('app.closingFailed', ({ error }) => failures.push(error.message));
    for (const fault of [undefined, new Error('first')]) {
      const app = await createApp({ config, definition: hooks({ closing }).definition, monitor, command: 'server' });
      const server = app.createServer();
      if (fault === undefined) server.stop('SIGTERM');
      else server.fail(fault);
      const { exitCode, error } = await server.ended;
      expect([exitCode, error]).toEqual([fault === undefined ? 0 : 1, fault]);
    }
    expect(failures).toEqual([expect.stringContaining(problem), expect.stringContaining(problem)]);
  });

  it('wait for a hanging closing no longer than a stop may take', async () => {
    const monitor = new Monitor();
    const failures: string[] = [];
    monitor.subscribe('app.closingFailed', ({ error }) => failures.push(error.message));
    const { definition } = hooks({ closing: () => new Promise<void>(() => {}) });
    await (await createApp({ config, definition, monitor })).close();
    expect(failures).toEqual([expect.stringContaining('did not finish within 50 ms')]);
  });

  it('report a failed closing on standard error if nothing logs', async () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const { definition } = hooks({ closing: () => Promise.reject(new Error('pool gone')) });
    await (await createApp({ config, definition })).close();
    write.mockRestore();
    expect(written).toEqual(['kfw: closing() of the app failed: pool gone\n']);
  });
});

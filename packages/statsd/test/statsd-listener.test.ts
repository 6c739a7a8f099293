import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Logger, Monitor, silentLogger } from '@kfw/core';
import { StatsD } from 'hot-shots';
import { type StatsdListenerOptions, statsdListener } from '../src/index.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A receiver of datagrams on this machine. */
async function receiver() {
  const socket = createSocket('udp4');
  const datagrams: string[] = [];
  socket.on('message', (bytes) => datagrams.push(bytes.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closing.push(() => socket.close());
  const until = async (text: string): Promise<void> => {
    while (!datagrams.some((datagram) => datagram.includes(text))) await once(socket, 'message');
  };
  return { port: socket.address().port, datagrams, until };
}

function listening(options: StatsdListenerOptions, logger: Logger = silentLogger) {
  const monitor = new Monitor();
  const ends: (() => Promise<void>)[] = [];
  // Every monitor has those of the process.
  const filter = (name: string) => !/^kfw\.(process|event_loop)\./.test(name);
  const listener = statsdListener({ filter, ...options });
  const attach = () => listener({ monitor, logger, onClose: (end) => ends.push(end) });
  attach();
  const end = async () => {
    for (const each of ends.splice(0)) await each();
  };
  closing.push(end);
  return { monitor, end, attach };
}

const rebalances = (monitor: Monitor) => monitor.measurements.counter('kfw_rebalances_total', { group: 'billing' });

describe('statsdListener', () => {
  it('sends measurements over UDP on its interval', async () => {
    const { port, until } = await receiver();
    const { monitor } = listening({ port, host: '127.0.0.1', intervalMs: 20, globalTags: { team: 'billing' } });
    rebalances(monitor).add(3);
    await until('kfw.rebalances:3|c|#team:billing,group:billing');
  });

  it('sends the last values before the app is closed, and nothing after', async () => {
    const { port, datagrams, until } = await receiver();
    const { monitor, end } = listening({ port, intervalMs: 3_600_000 });
    rebalances(monitor).add(7);
    monitor.measurements.histogram('kfw_commit_seconds', { group: 'billing' }).observe(0.5);
    await end();
    await until('kfw.rebalances:7|c|');
    expect(datagrams.join('\n').split('\n')).toEqual([
      'kfw.commit:0.5|d|#group:billing',
      'kfw.rebalances:7|c|#group:billing',
    ]);
    monitor.measurements.histogram('kfw_commit_seconds', { group: 'billing' }).observe(0.5);
    await end();
    expect(datagrams).toHaveLength(1);
  });

  it('sends many lines in few datagrams, none larger than a network takes', async () => {
    const { port, datagrams, until } = await receiver();
    const { monitor, end } = listening({ port, packed: false, intervalMs: 3_600_000 });
    const commit = monitor.measurements.histogram('kfw_commit_seconds', { group: 'billing' });
    for (let n = 0; n < 300; n++) commit.observe(n);
    await end();
    await until('kfw.commit:299|');
    expect(datagrams.join('\n').split('\n')).toHaveLength(300);
    expect(datagrams.length).toBeLessThan(10);
    expect(Math.max(...datagrams.map((datagram) => datagram.length))).toBeLessThanOrEqual(1_432);
  });

  it('sends an app that is loaded again once', async () => {
    const { port, datagrams, until } = await receiver();
    const { monitor, end, attach } = listening({ port, intervalMs: 3_600_000 });
    attach();
    monitor.measurements.histogram('kfw_commit_seconds', { group: 'billing' }).observe(1);
    rebalances(monitor).add(1);
    await end();
    await until('kfw.rebalances');
    attach();
    rebalances(monitor).add(1);
    monitor.measurements.histogram('kfw_commit_seconds', { group: 'billing' }).observe(2);
    await end();
    await until('kfw.commit:2|');
    expect(datagrams.flatMap((datagram) => datagram.split('\n')).map((line) => line.split('|')[0])).toEqual([
      'kfw.commit:1',
      'kfw.rebalances:1',
      'kfw.commit:2',
      'kfw.rebalances:1',
    ]);
  });

  it('uses a client of the app, and leaves it open', async () => {
    const client = new StatsD({ mock: true, prefix: 'mine', datadog: false });
    const { monitor, end } = listening({ client, intervalMs: 3_600_000 });
    rebalances(monitor).add(2);
    await end();
    client.increment('orders');
    expect(client.mockBuffer).toEqual(['mine.kfw.rebalances:2|c|#group:billing', 'mine.orders:1|c']);
  });

  it.each([
    ['a host that does not exist', { host: 'nowhere.invalid' }],
    ['a socket that does not exist', { path: '/nowhere/dsd.socket' }],
  ])('logs once that %s cannot be reached, and measures on', async (_name, options) => {
    const lines: string[] = [];
    const first = Promise.withResolvers<void>();
    const warn = (_fields: unknown, text?: string): void => {
      lines.push(String(text));
      first.resolve();
    };
    const logger = { ...silentLogger, warn } as Logger;
    const { monitor, end } = listening({ ...options, intervalMs: 10 }, logger);
    rebalances(monitor).add(1);
    await first.promise;
    for (let n = 0; n < 100; n++) monitor.measurements.histogram('kfw_commit_seconds', { group: 'billing' }).observe(n);
    await end();
    expect(lines).toEqual([expect.stringContaining('metrics cannot be sent to StatsD')]);
  });

  it('ends although a client of the app throws', async () => {
    const client = new StatsD({ mock: true });
    client.flush = () => {
      throw new Error('of the client');
    };
    const lines: string[] = [];
    const logger = { ...silentLogger, warn: (_fields: unknown, text?: string) => lines.push(String(text)) } as Logger;
    const { end } = listening({ client, intervalMs: 3_600_000 }, logger);
    await end();
    expect(lines).toEqual([expect.stringContaining('of the client')]);
  });
});

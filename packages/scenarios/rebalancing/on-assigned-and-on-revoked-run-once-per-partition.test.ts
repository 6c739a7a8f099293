import { expect } from '@jest/globals';
import { Consumer, drawRoutes, OnAssigned, OnRevoked, OnShutdown, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1, 2, 3];

scenario(
  [48],
  'onRevoked runs once for each lost partition, onAssigned once for each gained one, onShutdown for those of a stop',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: partitions.length });
    const clientId = world.name('shop');
    const settings = { consumer: { heartbeatIntervalMs: 200 } };
    const calls = world.inbox<string>('callbacks');
    const routesOf = (member: string) => {
      @Payload(text())
      class Worker extends Consumer {
        process(): void {}

        @OnAssigned()
        begin(): void {
          calls.push(`${member} assigned ${this.partition}`);
        }

        @OnRevoked()
        async end(): Promise<void> {
          calls.push(`${member} revoked ${this.partition}`);
        }

        @OnShutdown()
        close(): void {
          calls.push(`${member} shut down ${this.partition}`);
        }
      }
      return drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker }));
    };
    const all = (member: string, what: string, which: readonly number[]) =>
      which.map((partition) => `${member} ${what} ${partition}`);
    let seen = 0;
    /** The calls since the last time, once there are `count` of them; sorted. */
    const next = async (count: number) => {
      await calls.atLeast(seen + count);
      const since = calls.items.slice(seen).toSorted();
      seen = calls.items.length;
      return since;
    };

    const a = await startApp(world, { clientId, settings, routes: routesOf('a') });
    expect(await next(4)).toEqual(all('a', 'assigned', partitions));

    const revoked = world.event(a.monitor, 'partitions.revoked');
    const b = await startApp(world, { clientId, settings, routes: routesOf('b') });
    const moved = (await revoked).partitions.map(({ partition }) => partition).sort();
    expect(moved).toHaveLength(2);
    expect(await next(4)).toEqual([...all('a', 'revoked', moved), ...all('b', 'assigned', moved)]);

    await b.stop();
    expect(await next(4)).toEqual([...all('a', 'assigned', moved), ...all('b', 'shut down', moved)]);
    await a.stop();
    expect(await next(4)).toEqual(all('a', 'shut down', partitions));
    expect(calls.items).toHaveLength(16);
  },
);

import { expect } from '@jest/globals';
import { Consumer, drawRoutes, OnRevoked, OnShutdown, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [26],
  'an error in a callback (onRevoked, onShutdown) is reported and does not stop the loop',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const clientId = world.name('shop');
    const settings = { consumer: { heartbeatIntervalMs: 200 } };
    const handled = world.inbox<string>('messages');

    @Payload(text())
    class Worker extends Consumer {
      process({ payload }: { payload: string }): void {
        handled.push(payload);
      }

      @OnRevoked()
      async lose(): Promise<void> {
        throw new Error(`cannot lose ${this.partition}`);
      }

      @OnShutdown()
      close(): void {
        throw new Error(`cannot close ${this.partition}`);
      }
    }
    const routes = drawRoutes((draw) => draw.topic(topic, { consumer: Worker }));
    const a = await startApp(world, { clientId, settings, routes });
    const failed = world.events(a.monitor, 'callback.failed');
    const revoked = world.event(a.monitor, 'partitions.revoked');
    const b = await startApp(world, { clientId, settings, routes });
    const [lost] = (await revoked).partitions;
    const of = (callback: string, partition: number | undefined, message: string) =>
      expect.objectContaining({ topic, partition, consumer: 'Worker', callback, error: new Error(message) }) as unknown;
    expect(failed.items).toEqual([of('onRevoked', lost?.partition, `cannot lose ${lost?.partition}`)]);

    await deliverTexts(a.app, topic, ['x'], { partition: 0 });
    await deliverTexts(a.app, topic, ['y'], { partition: 1 });
    await handled.atLeast(2);
    expect(handled.items.toSorted()).toEqual(['x', 'y']);

    const again = world.event(a.monitor, 'partitions.assigned');
    expect(await b.stop()).toBe(0);
    await again;
    await deliverTexts(a.app, topic, ['z'], { partition: lost?.partition ?? 0 });
    await handled.first('the last', (payload) => payload === 'z');
    expect(await a.stop()).toBe(0);
    expect(failed.items.slice(1)).toHaveLength(2);
    expect(failed.items.slice(1)).toEqual(
      expect.arrayContaining([of('onShutdown', 0, 'cannot close 0'), of('onShutdown', 1, 'cannot close 1')]),
    );
  },
);

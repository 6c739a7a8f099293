import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [14],
  'consumer instances live per partition and keep state; persistentConsumer: false creates new ones',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const seen = world.inbox<{ group: string; partition: number; instance: number; batches: number }>('batches');
    let instances = 0;

    @Payload(text())
    class Counter extends Consumer {
      readonly #instance = ++instances;
      #batches = 0;

      async consume(batch: Batch<string>): Promise<void> {
        const { group, partition } = this;
        this.#batches++;
        seen.push({ group, partition, instance: this.#instance, batches: this.#batches });
        // An error changes nothing about how long an instance lives.
        if (batch.firstOffset === 1 && batch.messages[0]?.attempt === 1) throw new Error('not yet');
      }
    }
    const clientId = world.name('shop');
    const { app } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        const route = { consumer: Counter, maxMessages: 1, pauseMs: 1 };
        consumerGroup('lasting', (group) => group.topic(topic, route));
        consumerGroup('fresh', (group) => group.topic(topic, { ...route, persistentConsumer: false }));
      }),
    });
    for (const partition of [0, 1]) await deliverTexts(app, topic, ['a', 'b', 'c'], { partition });

    const all = await seen.atLeast(16);
    const of = (group: string, partition: number) =>
      all.filter((each) => each.group === `${clientId}_${group}` && each.partition === partition);
    for (const partition of [0, 1]) {
      expect(of('lasting', partition).map(({ batches }) => batches)).toEqual([1, 2, 3, 4]);
      expect(of('fresh', partition).map(({ batches }) => batches)).toEqual([1, 1, 1, 1]);
      expect(new Set(of('lasting', partition).map(({ instance }) => instance)).size).toBe(1);
    }
    expect(new Set(all.map(({ instance }) => instance)).size).toBe(2 + 8);
  },
);

import { expect } from '@jest/globals';
import { addPartitions } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [1],
  'partitions that a topic gains are read from their beginning, by a latest route as well',
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const seen = world.inbox<string>('messages');

    @Payload(text())
    class Seer extends Consumer {
      process({ payload }: Message<string>): void {
        seen.push(payload);
      }
    }
    const routes = drawRoutes(({ topic: draw }) => draw(topic, { consumer: Seer, startFrom: 'latest' }));
    const before = await bootApp(world, { clientId, routes });
    await before.connect();
    await deliverTexts(before, topic, ['before']);
    const { monitor } = await startApp(world, {
      clientId,
      routes,
      settings: { consumer: { metadataMaxAgeMs: 2_000 } },
    });

    const assignments = world.events(monitor, 'partitions.assigned');
    await addPartitions(world.cluster.brokers, topic, 2);
    // A producer believes for a while that a topic is as it was; this one knows it as it is.
    const sender = await bootApp(world, { clientId, routes });
    await sender.connect();
    await world.until('both partitions', async () =>
      (await sender.admin.describeTopics([topic]))[0]?.partitions.length === 2 ? true : undefined,
    );
    await deliverTexts(sender, topic, ['unnoticed'], { partition: 1 });
    expect(assignments.items).toEqual([]);
    expect((await assignments.atLeast(1))[0]?.partitions).toEqual([{ topic, partition: 1 }]);
    await deliverTexts(sender, topic, ['noticed'], { partition: 1 });
    await deliverTexts(sender, topic, ['after'], { partition: 0 });
    await seen.atLeast(3);
    expect(seen.items.filter((payload) => payload !== 'after')).toEqual(['unnoticed', 'noticed']);
  },
);

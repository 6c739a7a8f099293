import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([1], 'a group without offsets reads from the earliest, one that has them from there', async (world) => {
  const topic = await world.createTopic('users', { partitions: 2 });
  const clientId = world.name('shop');
  const seen = world.inbox<string>('messages');

  @Payload(text())
  class Seer extends Consumer {
    process({ payload }: Message<string>): void {
      seen.push(payload);
    }
  }
  const routes = drawRoutes(({ consumerGroup }) => {
    consumerGroup('seers', (group) => group.topic(topic, { consumer: Seer }));
  });

  const sender = await bootApp(world, { clientId, routes });
  await sender.connect();
  await deliverTexts(sender, topic, ['a', 'b'], { partition: 0 });
  await deliverTexts(sender, topic, ['c', 'd'], { partition: 1 });
  const first = await startApp(world, { clientId, routes });
  await deliverTexts(sender, topic, ['e'], { partition: 0 });
  expect((await seen.atLeast(5)).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  await first.stop();

  await deliverTexts(sender, topic, ['f'], { partition: 0 });
  await startApp(world, { clientId, routes });
  await deliverTexts(sender, topic, ['g'], { partition: 1 });
  const afterwards = (await seen.until('f and g', (items) => items.includes('f') && items.includes('g'))).slice(5);
  expect(afterwards.toSorted()).toEqual(['f', 'g']);
});

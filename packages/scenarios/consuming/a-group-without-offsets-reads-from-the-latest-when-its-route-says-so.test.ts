import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([1], 'a group without offsets reads from the latest when its route says so', async (world) => {
  const topic = await world.createTopic('users');
  const clientId = world.name('shop');
  const seen = world.inbox<string>('messages');

  @Payload(text())
  class Seer extends Consumer {
    process({ payload }: Message<string>): void {
      seen.push(`${this.group}: ${payload}`);
    }
  }
  const routes = drawRoutes(({ consumerGroup }) => {
    consumerGroup('new', (group) => group.topic(topic, { consumer: Seer, startFrom: 'latest' }));
    consumerGroup('all', (group) => group.topic(topic, { consumer: Seer }));
  });
  const inGroup = (group: string) =>
    seen.items.filter((each) => each.startsWith(`${clientId}_${group}: `)).map((each) => each.split(': ')[1]);
  const everywhere = (payload: string) =>
    seen.until(`${payload} in both groups`, () => inGroup('new').includes(payload) && inGroup('all').includes(payload));

  const sender = await bootApp(world, { clientId, routes });
  await sender.connect();
  await deliverTexts(sender, topic, ['before', 'the start']);
  const first = await startApp(world, { clientId, routes });
  await deliverTexts(sender, topic, ['after', 'it']);
  await everywhere('it');
  expect(inGroup('new')).toEqual(['after', 'it']);
  expect(inGroup('all')).toEqual(['before', 'the start', 'after', 'it']);
  await first.stop();

  await deliverTexts(sender, topic, ['while away']);
  await startApp(world, { clientId, routes });
  await everywhere('while away');
  expect(inGroup('new')).toEqual(['after', 'it', 'while away']);
});

import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [3],
  'two groups on one topic each get every message; two members of one group share its partitions',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 4 });
    const clientId = world.name('shop');
    const seen = world.inbox<{ group: string; member: string; payload: string }>('messages');
    const member = (name: string) => {
      @Payload(text())
      class Seer extends Consumer {
        process({ payload }: Message<string>): void {
          seen.push({ group: this.group, member: name, payload });
        }
      }
      return drawRoutes(({ consumerGroup }) => {
        for (const group of ['one', 'two']) consumerGroup(group, (drawing) => drawing.topic(topic, { consumer: Seer }));
      });
    };

    const first = await startApp(world, { clientId, routes: member('a') });
    const assigned = world.events(first.monitor, 'partitions.revoked');
    await startApp(world, { clientId, routes: member('b') });
    await assigned.until(
      'half of each group given up',
      (events) => events.flatMap((event) => event.partitions).length === 4,
    );

    const texts = Array.from({ length: 40 }, (_, index) => `user ${index}`);
    await deliverTexts(first.app, topic, texts);
    const all = await seen.atLeast(80);
    for (const group of [`${clientId}_one`, `${clientId}_two`]) {
      const ofGroup = all.filter((each) => each.group === group);
      expect(ofGroup.map(({ payload }) => payload).sort()).toEqual(texts.toSorted());
      expect(new Set(ofGroup.map((each) => each.member))).toEqual(new Set(['a', 'b']));
    }
  },
);

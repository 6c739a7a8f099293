import { expect } from '@jest/globals';
import { groupState } from '@kfw/test-cluster';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { type StartOptions, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([83], 'group ids are clientId_group by default, and the mapper can be replaced', async (world) => {
  const users = await world.createTopic('users');
  const clientId = world.name('shop');
  const example = world.name('example');
  const seen = world.inbox<string>('groups');

  @Payload(text())
  class Seer extends Consumer {
    process(): void {
      seen.push(this.group);
    }
  }
  const routes = drawRoutes(({ topic, consumerGroup }) => {
    consumerGroup(example, (group) => group.topic(users, { consumer: Seer }));
    topic(users, { consumer: Seer });
  });
  const start = (over: Partial<StartOptions>) => startApp(world, { clientId, routes, ...over });
  const byDefault = await start({});
  await start({ groupMapper: (group, client) => `${group}.of.${client}` });
  await deliverTexts(byDefault.app, users, ['one']);

  const expected = [`${clientId}_${example}`, `${clientId}_app`, `${example}.of.${clientId}`, `app.of.${clientId}`];
  expect([...(await seen.atLeast(4))].sort()).toEqual(expected.sort());
  for (const group of expected) expect(await groupState(world.cluster.brokers, group)).toBe('Stable');
  expect(await groupState(world.cluster.brokers, example)).toBe('Dead');
});

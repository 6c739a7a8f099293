/**
 * kafkajs#1719: when a heartbeat fails, kafkajs neither pauses consuming nor prepares to rejoin: it continues with
 * its batch as if it still had the partition. Here the group forgets a member while its handler runs. The handler is told
 * (`revoked`, and its signal), nothing more of the old assignment begins, and the member joins again at once.
 */
import { expect } from '@jest/globals';
import { leaveGroup, memberOf } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([49], 'a failed heartbeat stops the work on lost partitions, and the member rejoins', async (world) => {
  const topic = await world.createTopic('users');
  const gate = Promise.withResolvers<void>();
  const begun = world.inbox<string>('messages begun');
  const revocations = world.inbox<{ revoked: boolean; aborted: boolean }>('handlers of revoked partitions');

  @Payload(text())
  class Patient extends Consumer {
    async process({ payload }: Message<string>): Promise<void> {
      begun.push(payload);
      if (begun.items.length > 1) return;
      await new Promise((resolve) => this.signal.addEventListener('abort', resolve));
      revocations.push({ revoked: this.revoked, aborted: this.signal.aborted });
      await gate.promise;
    }
  }
  const { app, monitor, stop } = await startApp(world, {
    settings: { consumer: { heartbeatIntervalMs: 200 } },
    routes: drawRoutes((draw) => draw.topic(topic, { consumer: Patient })),
  });
  const group = `${app.config.clientId}_app`;
  const crashes = world.events(monitor, 'group.crashed');
  await deliverTexts(app, topic, ['first', 'second', 'third']);
  await begun.atLeast(1);
  const rejoined = world.event(monitor, 'group.joined');
  await leaveGroup(world.cluster.brokers, group, await memberOf(world.cluster.brokers, group));

  expect(await revocations.atLeast(1)).toEqual([{ revoked: true, aborted: true }]);
  await rejoined;
  // The new assignment begins with the uncommitted messages, while the old handler still has not returned.
  await begun.atLeast(4);
  gate.resolve();
  await deliverTexts(app, topic, ['fourth']);
  await begun.until('the last one', (items) => items.includes('fourth'));
  expect(begun.items).toEqual(['first', 'first', 'second', 'third', 'fourth']);
  expect(crashes.items).toEqual([]);
  expect(await stop()).toBe(0);
});

/**
 * kafkajs#1720: when a second consumer joins while the first works through a long batch, the first does not resume: it
 * rejoins too late, is put out ("not aware of this member"), joins again, and the group rebalances without end. The
 * cause is that kafkajs learns of the rebalance inside its batch, where no heartbeat keeps it in while handlers run. Here
 * handlers take longer than the session; the members must join once each, and nothing may run twice.
 */
import { setTimeout as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const sessionTimeoutMs = 1_500;
const partitions = 4;
const perPartition = 300;

scenario([], 'consumers resume after a rebalance, however long their handlers take', async (world) => {
  const topic = await world.createTopic('users', { partitions });
  const clientId = world.name('shop');
  const handled = world.inbox<{ member: string; payload: string }>('messages');
  const slow = Promise.withResolvers<void>();

  const optionsOf = (member: string) => {
    @Payload(text())
    class Worker extends Consumer {
      async process({ payload, offset }: Message<string>): Promise<void> {
        if (member === 'a' && offset === 10) {
          slow.resolve();
          await work(2 * sessionTimeoutMs);
        }
        handled.push({ member, payload });
      }
    }
    const routes = drawRoutes((draw) => draw.topic(topic, { consumer: Worker, maxMessages: 100 }));
    return { clientId, routes, settings: { consumer: { sessionTimeoutMs, heartbeatIntervalMs: 200 } } };
  };
  const a = await startApp(world, optionsOf('a'));
  const sent: string[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    const texts = Array.from({ length: perPartition }, (_, index) => `${partition}/${index}`);
    await deliverTexts(a.app, topic, texts, { partition });
    sent.push(...texts);
  }
  await world.waitFor('the long message', slow.promise);
  const joinsOfA = world.events(a.monitor, 'group.joined');
  const crashes = world.events(a.monitor, 'group.crashed');
  const b = await startApp(world, optionsOf('b'));
  const joinsOfB = world.events(b.monitor, 'group.joined');
  for (let partition = 0; partition < partitions; partition++)
    await deliverTexts(a.app, topic, [`${partition}/last`], { partition });
  sent.push(...Array.from({ length: partitions }, (_, partition) => `${partition}/last`));

  await handled.until('all', (items) => new Set(items.map(({ payload }) => payload)).size === sent.length);
  expect(handled.items.map(({ payload }) => payload).toSorted()).toEqual(sent.toSorted());
  expect(new Set(handled.items.map(({ member }) => member))).toEqual(new Set(['a', 'b']));
  // One rebalance for the one that joined, and none after it.
  expect([joinsOfA.items.length, joinsOfB.items.length]).toEqual([1, 0]);
  expect(crashes.items).toEqual([]);
  expect(await b.stop()).toBe(0);
  expect(await a.stop()).toBe(0);
});

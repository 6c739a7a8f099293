/** The admin of an app rejects offsets that the cluster would accept and the next start could not use. */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, json, Payload } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

@Payload(json())
class Idle extends Consumer {
  process(): void {}
}

scenario([], 'offsets that do not exist, and groups that are misspelt, are not set', async (world) => {
  const topic = await world.createTopic('users');
  const clientId = world.name('shop');
  const routes = drawRoutes(({ consumerGroup }) => {
    consumerGroup('example', (group) => group.topic(topic, { consumer: Idle }));
  });
  const app = await bootApp(world, { clientId, routes });
  await app.connect();
  await deliverTexts(app, topic, ['a', 'b']);
  const set = (group: string, offset: number, partition = 0) =>
    app.admin.setGroupOffsets(group, [{ topic, partition, offset }]);

  await expect(set('example', 100)).rejects.toMatchObject({ code: 'KFW_SEEK_OUT_OF_RANGE' });
  await expect(set('example', 0, 7)).rejects.toMatchObject({ code: 'KFW_PARTITION_INVALID' });
  await expect(set('exampel', 1)).rejects.toMatchObject({ code: 'KFW_GROUP_UNKNOWN' });
  expect(await app.admin.groupOffsets('example', [topic])).toEqual([{ topic, partition: 0, offset: null }]);
  expect(await app.admin.groupOffsets(`${clientId}_example`, [])).toEqual([]);

  expect(await set('example', 2)).toEqual([{ topic, partition: 0, before: null, offset: 2 }]);
  expect(await set('example', 0)).toEqual([{ topic, partition: 0, before: 2, offset: 0 }]);

  // One of another app that has committed is known to the cluster, whatever its name is like.
  const elsewhere = drawRoutes(({ consumerGroup }) => {
    consumerGroup('ledger', (group) => group.topic(topic, { consumer: Idle }));
  });
  const other = await bootApp(world, { clientId: world.name('other'), routes: elsewhere });
  await other.connect();
  await other.admin.setGroupOffsets(`${clientId}_exampel`, [{ topic, partition: 0, offset: 1 }]);
  expect(await app.admin.setGroupOffsets(`${clientId}_exampel`, [{ topic, partition: 0, offset: 2 }])).toEqual([
    { topic, partition: 0, before: 1, offset: 2 },
  ]);
});

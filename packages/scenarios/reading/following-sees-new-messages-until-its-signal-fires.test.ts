import { expect } from '@jest/globals';
import { addPartitions } from '@kfw/test-cluster';
import { text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'following sees new messages until its signal fires', async (world) => {
  const topic = await world.createTopic('users', { partitions: 2 });
  const app = await idleApp(world, { settings: { consumer: { metadataMaxAgeMs: 100 } } });
  const seen = world.inbox<string>('messages');
  const controller = new AbortController();
  world.after(() => controller.abort());
  await deliverTexts(app, topic, ['old']);

  const follow = async () => {
    for await (const { partition, payload } of app.readTopic(topic, {
      schema: text(),
      follow: true,
      signal: controller.signal,
    })) {
      seen.push(`${partition} ${payload}`);
    }
  };
  const following = follow();
  await seen.until('what was there', (items) => items.some((item) => item.endsWith('old')));
  await deliverTexts(app, topic, ['a'], { partition: 0 });
  await deliverTexts(app, topic, ['b'], { partition: 1 });
  await seen.until('what was sent later', (items) => items.includes('0 a') && items.includes('1 b'));

  // A partition that is added is read from its beginning.
  await addPartitions(world.cluster.brokers, topic, 3);
  await world.until('three partitions', async () =>
    (await app.admin.describeTopics([topic]))[0]?.partitions.length === 3 ? true : undefined,
  );
  // An app that has not known the topic before: the other one caches its metadata for a while.
  await deliverTexts(await idleApp(world), topic, ['c'], { partition: 2 });
  await seen.until('what the new partition holds', (items) => items.includes('2 c'));
  controller.abort();
  await world.waitFor('the reading to end', following);
  expect(seen.items).toHaveLength(4);
});

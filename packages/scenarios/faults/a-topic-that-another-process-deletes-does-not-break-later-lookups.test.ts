/**
 * An admin looks up many topics in its life, and others delete them meanwhile. Its cached metadata of a
 * deleted topic must not break requests about other topics.
 */
import { expect } from '@jest/globals';
import { transportTo } from '../src/clusters/transport-to.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'a topic that another process deletes does not break later lookups', async (world) => {
  const { admin } = transportTo(world);
  const other = transportTo(world).admin;
  const group = world.name('readers');
  const users = await world.createTopic('users', { partitions: 2 });
  const doomed = await world.createTopic('doomed');
  const orders = await world.createTopic('orders');
  const partitionsOf = (found: readonly { partition: number }[]) => found.map(({ partition }) => partition);
  expect(partitionsOf(await admin.topicOffsets(users))).toEqual([0, 1]);
  expect(partitionsOf(await admin.topicOffsets(doomed))).toEqual([0]);

  await other.deleteTopics([doomed]);
  await world.until('the topic to be gone', async () => !(await admin.listTopics()).includes(doomed) || undefined);

  // One that it has looked up before, and one that it has not.
  expect(partitionsOf(await admin.topicOffsets(users))).toEqual([0, 1]);
  expect(partitionsOf(await admin.topicOffsets(orders))).toEqual([0]);
  expect(partitionsOf(await admin.offsetsAt(users, 0))).toEqual([0, 1]);
  expect(partitionsOf(await admin.groupOffsets(group, [users]))).toEqual([0, 1]);
  const fresh = world.name('fresh');
  expect(await admin.createTopics([{ topic: fresh }])).toEqual([fresh]);
  await admin.deleteTopics([fresh]);

  // The deleted one is reported as such, and asking for it does not create it again.
  const isNamed = { code: 'KFW_TOPIC_UNKNOWN', message: expect.stringContaining(doomed) };
  await expect(admin.topicOffsets(doomed)).rejects.toMatchObject(isNamed);
  expect(await admin.listTopics()).not.toContain(doomed);
});

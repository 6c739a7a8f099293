import { expect } from '@jest/globals';
import { drawRoutes, json, Responder, Topic } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([71], 'tombstone(key) sends a null value', async (world) => {
  const users = await world.createTopic('users', { partitions: 5, settings: { 'cleanup.policy': 'compact' } });

  @Topic(users, { schema: UserEvent, keySchema: json<{ id: number }>(), multiple: true })
  class UsersResponder extends Responder {
    respond({ id, gone }: { id: number; gone: boolean }): void {
      this.respondTo(users, userEvent('seen', id), { key: { id } });
      if (gone) this.tombstoneTo(users, { id });
    }
  }
  const app = await bootApp(world, { routes: drawRoutes(({ topic }) => topic(users, { consumer: IdleConsumer })) });
  await app.connect();
  useResponders(world, app);

  const report = await UsersResponder.call({ id: 1, gone: false });
  const to = await UsersResponder.tombstone({ id: 1 }, { headers: { why: 'asked' } });
  await UsersResponder.call({ id: 2, gone: true });

  // It lands where the message lies that it deletes.
  expect(to.partition).toBe(report[users]?.[0]?.[1].partition);
  const read = await readWithKcat(world, users);
  const ofKey = (key: string) => read.filter((message) => message.key === key);
  expect(ofKey('{"id":1}').map(({ value }) => value === null)).toEqual([false, true]);
  expect(ofKey('{"id":1}')[1]?.headers).toEqual({ why: 'asked', 'event-id': expect.any(String) });
  expect(ofKey('{"id":2}').map(({ value }) => value === null)).toEqual([false, true]);
  expect(read).toHaveLength(4);
});

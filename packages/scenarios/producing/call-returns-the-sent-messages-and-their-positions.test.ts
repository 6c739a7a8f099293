import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([62], 'call returns the sent messages and their positions', async (world) => {
  const users = await world.createTopic('users', { partitions: 3 });
  const audit = await world.createTopic('audit');
  const seen = world.inbox<[UserEvent, { topic: string; partition: number; offset: string }]>('messages');

  @Topic(users, { schema: UserEvent, multiple: true })
  @Topic(audit, { schema: UserEvent })
  class UsersResponder extends Responder {
    respond(event: UserEvent): void {
      this.respondTo(users, event, { partition: 2 });
      this.respondTo(audit, event);
      this.respondTo(users, { ...event, eventName: 'second' }, { partition: 0 });
      this.respondTo(users, { ...event, eventName: 'third' }, { partition: 2 });
    }
  }
  @Payload(UserEvent)
  class Seer extends Consumer {
    process({ payload, topic, partition, offset }: Message<UserEvent>): void {
      if (payload.payload.id > 0) seen.push([payload, { topic, partition, offset: String(offset) }]);
    }
  }
  const { app } = await startApp(world, {
    routes: drawRoutes(({ topic }) => {
      topic(users, { consumer: Seer });
      topic(audit, { consumer: Seer });
    }),
  });
  useResponders(world, app);

  // Earlier messages in the topics move the offsets: they must be those of the broker and not counted here.
  await UsersResponder.call(userEvent('before', 0));
  await UsersResponder.call(userEvent('before', 0));
  const report = await UsersResponder.call(userEvent('first', 7));

  expect(report).toEqual({
    [users]: [
      [userEvent('first', 7), { topic: users, partition: 2, offset: '4' }],
      [userEvent('second', 7), { topic: users, partition: 0, offset: '2' }],
      [userEvent('third', 7), { topic: users, partition: 2, offset: '5' }],
    ],
    [audit]: [[userEvent('first', 7), { topic: audit, partition: 0, offset: '2' }]],
  });
  const byPlace = (entries: readonly unknown[]) => entries.map((entry) => JSON.stringify(entry)).sort();
  expect(byPlace(await seen.atLeast(4))).toEqual(byPlace(Object.values(report).flatMap((entries) => entries ?? [])));
});

import { expect } from '@jest/globals';
import { drawRoutes, json, Responder, Topic } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [64],
  "all of a responder's messages are encoded before the first is sent: a bad one sends none",
  async (world) => {
    const audit = await world.createTopic('audit', { partitions: 2 });
    const users = await world.createTopic('users');

    /** The bad event, if any, comes last, on another topic than most. */
    @Topic(audit, { schema: json(), multiple: true })
    @Topic(users, { schema: UserEvent, keySchema: UserEvent, multiple: true })
    class UsersResponder extends Responder {
      respond({ payload, key }: { payload: unknown; key: unknown }): void {
        this.respondTo(audit, 'well-formed', { partition: 0 });
        this.respondTo(audit, 'well-formed', { partition: 1 });
        this.respondTo(users, userEvent('well-formed', 1));
        this.respondTo(users, payload, { key: key as object });
      }
    }
    const app = await bootApp(world, { routes: drawRoutes(({ topic }) => topic(users, { consumer: IdleConsumer })) });
    await app.connect();
    useResponders(world, app);
    const held = () => Promise.all([audit, users].map((topic) => messagesIn(app, topic)));
    const good = userEvent('user_created', 2);
    const bad = { eventName: 'user_created', payload: { id: 'two' } };

    await expect(UsersResponder.call({ payload: bad, key: good })).rejects.toMatchObject({
      code: 'KFW_ENCODE_FAILED',
      message: expect.stringMatching(/payload\.id/),
    });
    await expect(UsersResponder.call({ payload: good, key: bad })).rejects.toMatchObject({ code: 'KFW_ENCODE_FAILED' });
    expect(await held()).toEqual([0, 0]);

    await UsersResponder.call({ payload: good, key: good });
    expect(await held()).toEqual([2, 2]);
  },
);

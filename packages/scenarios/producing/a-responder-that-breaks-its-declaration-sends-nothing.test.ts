import { expect } from '@jest/globals';
import { drawRoutes, Responder, Topic } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [63],
  'a responder that never used a required topic, or used an undeclared one, or used a single-use topic twice, fails before anything is sent',
  async (world) => {
    const users = await world.createTopic('users');
    const audit = await world.createTopic('audit');
    const undeclared = await world.createTopic('undeclared');

    /** Sends to each named topic, in that order. */
    @Topic(users, { schema: UserEvent })
    @Topic(audit, { schema: UserEvent, required: false, multiple: true })
    class UsersResponder extends Responder {
      respond(topics: readonly string[]): void {
        for (const [index, topic] of topics.entries()) this.respondTo(topic, userEvent(topic, index));
      }
    }
    const app = await bootApp(world, { routes: drawRoutes(({ topic }) => topic(users, { consumer: IdleConsumer })) });
    await app.connect();
    useResponders(world, app);
    const held = () => Promise.all([users, audit, undeclared].map((topic) => messagesIn(app, topic)));

    await expect(UsersResponder.call([audit])).rejects.toMatchObject({
      code: 'KFW_RESPONDER_TOPIC_UNUSED',
      message: expect.stringContaining(`UsersResponder never responded to "${users}", which is required.`),
    });
    await expect(UsersResponder.call([users, audit, undeclared])).rejects.toMatchObject({
      code: 'KFW_RESPONDER_TOPIC_UNDECLARED',
      message: expect.stringContaining(`UsersResponder responded to "${undeclared}", which it does not declare.`),
    });
    await expect(UsersResponder.call([audit, users, users])).rejects.toMatchObject({
      code: 'KFW_RESPONDER_TOPIC_REPEATED',
      message: expect.stringContaining(`UsersResponder responded to "${users}" more than once.`),
    });
    expect(await held()).toEqual([0, 0, 0]);

    await UsersResponder.call([users]);
    await UsersResponder.call([audit, users, audit]);
    expect(await held()).toEqual([2, 2, 0]);
  },
);

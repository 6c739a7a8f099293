import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { latestSchemaId } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [83],
  'a topic mapper names topics for the cluster and the registry, and the code never sees those names',
  async (world) => {
    const prefix = `${world.name('acme')}.`;
    const users = 'users';
    const copies = 'copies.of-users';
    const onCluster = [users, copies].map((topic) => `${prefix}${topic}`);
    const seen = world.inbox<string>('messages');
    const reports = world.inbox<unknown>('reports');

    @Topic(copies, { schema: UserEvent })
    class CopiesResponder extends Responder {
      respond(event: UserEvent): void {
        this.respondTo(copies, event);
      }
    }
    @Topic(users, { schema: UserEvent })
    class UsersResponder extends Responder {
      respond(event: UserEvent): void {
        this.respondTo(users, event);
      }
    }
    @Payload(UserEvent)
    class Copying extends Consumer {
      async process({ topic, payload }: Message<UserEvent>): Promise<void> {
        seen.push(`${topic} ${this.topic} ${payload.eventName}`);
        reports.push(await this.respondWith(payload));
      }
    }
    @Payload(UserEvent)
    class Seer extends Consumer {
      process({ topic, payload }: Message<UserEvent>): void {
        seen.push(`${topic} ${payload.eventName}`);
      }
    }
    const committed: string[] = [];
    const { app, stop } = await startApp(world, {
      routes: drawRoutes(({ topic }) => {
        topic(users, { consumer: Copying, responder: CopiesResponder });
        topic(/^copies\./, { consumer: Seer });
      }),
      topicMapper: {
        toCluster: (topic) => `${prefix}${topic}`,
        fromCluster: (topic) => (topic.startsWith(prefix) ? topic.slice(prefix.length) : undefined),
      },
      settings: { consumer: { metadataMaxAgeMs: 300 } },
      listen: (monitor) =>
        monitor.subscribe('offsets.committed', ({ offsets }) => committed.push(...offsets.map(({ topic }) => topic))),
    });
    useResponders(world, app);

    const sent = await UsersResponder.call(userEvent('user_created', 1));
    expect(sent).toEqual({ [users]: [[userEvent('user_created', 1), { topic: users, partition: 0, offset: '0' }]] });
    expect(await seen.atLeast(2)).toEqual([`${users} ${users} user_created`, `${copies} user_created`]);
    expect(await reports.atLeast(1)).toMatchObject([{ [copies]: [[{}, { topic: copies }]] }]);

    await stop();
    expect(new Set(committed)).toEqual(new Set([users, copies]));
    await app.connect();
    const topics = await app.admin.listTopics();
    expect(topics).toEqual(expect.arrayContaining(onCluster));
    expect(topics).not.toContain(copies);
    const offsets = await app.admin.groupOffsets(`${app.config.clientId}_app`, onCluster);
    expect(offsets.map(({ topic, offset }) => [topic, offset])).toEqual(onCluster.map((topic) => [topic, 1]));
    for (const topic of onCluster) expect(await latestSchemaId(world, `${topic}-value`)).toBeGreaterThan(0);
  },
);

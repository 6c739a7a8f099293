import { setImmediate as turn } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [15],
  'a topic that does not exist yet is waited for without killing the other topics, and picked up when it appears',
  async (world) => {
    const users = await world.createTopic('users');
    const missing = world.name('orders');
    const warnings: string[] = [];
    const seen = world.inbox<string>('messages');

    @Payload(text())
    class Seer extends Consumer {
      process({ topic, payload }: Message<string>): void {
        seen.push(`${this.group} ${topic}: ${payload}`);
      }
    }
    const { app, server } = await startApp(world, {
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('both', (group) => {
          group.topic(users, { consumer: Seer });
          group.topic(missing, { consumer: Seer });
        });
        consumerGroup('waiting', (group) => group.topic(missing, { consumer: Seer }));
      }),
      settings: { createTopics: false, consumer: { metadataMaxAgeMs: 300 } },
      listen: (monitor) => monitor.subscribe('transport.warned', ({ message }) => warnings.push(message)),
    });
    const [both, waiting] = ['both', 'waiting'].map((group) => `${app.config.clientId}_${group}`);
    const warning = `Waiting for topics that do not exist: ${missing}`;
    expect(warnings.filter((message) => message === warning)).toHaveLength(2);
    await deliverTexts(app, users, ['meanwhile']);
    expect(await seen.atLeast(1)).toEqual([`${both} ${users}: meanwhile`]);
    expect(await app.admin.listTopics()).not.toContain(missing);

    await world.createTopic('orders', { partitions: 2 });
    await deliverTexts(app, missing, ['at last'], { partition: 1 });
    await seen.atLeast(3);
    const expected = [both, waiting].map((group) => `${group} ${missing}: at last`);
    expect(seen.items.slice(1).sort()).toEqual(expected);

    // Nothing came twice for it, and the existing topic continues.
    await deliverTexts(app, users, ['afterwards']);
    await seen.atLeast(4);
    expect(seen.items.slice(3)).toEqual([`${both} ${users}: afterwards`]);
    await turn();
    expect(server.running).toEqual([]);
  },
);

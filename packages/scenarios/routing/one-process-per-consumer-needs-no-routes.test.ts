import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const consumerOf = (
  className: string,
  subscription: string,
) => `import { type Message, Payload, SubscribesTo, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

${subscription}
@Payload(text())
export class ${className} extends ApplicationConsumer {
  process({ topic, payload }: Message<string>): void {
    this.logger.info({ event: 'seen', by: '${className}', group: this.group, topic, payload }, 'seen');
  }
}
`;

scenario(
  [82],
  'kfw server UserEventConsumer runs one consumer by its @SubscribesTo, and the app needs no routes',
  async (world) => {
    const events = await world.createTopic('user_event');
    const orders = await world.createTopic('orders');
    const folder = await makeAppFolder(world, {
      files: {
        'kfw.ts': `import { defineApp } from 'kfw';\n\nexport default defineApp({});\n`,
        'app/consumers/user-event-consumer.ts': consumerOf('UserEventConsumer', `@SubscribesTo('${events}')`),
        'app/consumers/orders-consumer.ts': consumerOf(
          'OrdersConsumer',
          `@SubscribesTo('${orders}', { group: 'billing', startFrom: 'earliest' })`,
        ),
        'app/consumers/idle-consumer.ts': consumerOf('UnnamedConsumer', 'void SubscribesTo;'),
      },
    });
    const outside = await bootApp(world, {
      routes: drawRoutes(({ topic }) => topic(events, { consumer: IdleConsumer })),
    });
    await outside.connect();
    await deliverTexts(outside, events, ['an event']);
    await deliverTexts(outside, orders, ['an order']);

    const runs = [
      { name: 'UserEventConsumer', group: `${folder.name}_user_event`, topic: events, payload: 'an event' },
      { name: 'OrdersConsumer', group: `${folder.name}_billing`, topic: orders, payload: 'an order' },
    ];
    for (const { name, ...what } of runs) {
      const server = folder.kfw(['server', name]);
      await server.logged('seen');
      server.signal('SIGTERM');
      expect(await server.ended).toBe(0);
      expect(server.log.items.filter(({ event }) => event === 'seen')).toMatchObject([{ by: name, ...what }]);
      const assigned = server.log.items.filter(({ event }) => event === 'partitions.assigned');
      expect(assigned).toMatchObject([{ group: what.group, partitions: [{ topic: what.topic, partition: 0 }] }]);
    }

    const complaints: [args: string[], complaint: string][] = [
      [['UserEvntConsumer'], 'no file in app/ exports a consumer UserEvntConsumer. Did you mean UserEventConsumer?'],
      [['UnnamedConsumer'], 'UnnamedConsumer does not say which topic it takes. Decorate it with @SubscribesTo'],
      [[], 'kfw.ts passes no routes to defineApp.'],
    ];
    for (const [args, complaint] of complaints) {
      const server = folder.kfw(['server', ...args]);
      expect(await server.ended).toBe(1);
      expect(server.errorLines.items.join('\n')).toContain(complaint);
    }
  },
  { timeoutMs: 120_000 },
);

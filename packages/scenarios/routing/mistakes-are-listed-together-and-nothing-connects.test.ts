import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { countConnections } from '../src/network/connection-counter.js';
import { scenario } from '../src/scenario/scenario.js';

const wrongRoutes = `import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../app/consumers/idle-consumer.js';
import { UsersConsumer } from '../app/consumers/users-consumer.js';
import { UserEvent } from '../app/schemas/user-event.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => {
    group.topic('users', { consumer: UsersConsumer, schema: UserEvent, maxMessage: 5 } as never);
    group.topic('users', { consumer: UsersConsumer, schema: UserEvent });
  });
  consumerGroup('others', (group) => {
    group.topic('orders', { consumer: IdleConsumer });
  });
});
`;
const rightRoutes = wrongRoutes
  .split('\n')
  .filter((line) => !/maxMessage|orders|others/.test(line))
  .join('\n')
  .replace('  });\n  });\n', '  });\n');

const idleConsumer = `import { ApplicationConsumer } from './application-consumer.js';

export class IdleConsumer extends ApplicationConsumer {}
`;
const ordersResponder = `import { Topic } from 'kfw';
import { ApplicationResponder } from './application-responder.js';

@Topic('orders', {} as never)
export class OrdersResponder extends ApplicationResponder {
  respond(): void {}
}
`;

scenario(
  [81],
  'an unknown option, a topic twice in one group, a consumer without a handler, a responder topic without a schema: all mistakes are listed together with file, group and topic, exit 1, nothing connected',
  async (world) => {
    const broker = await countConnections(world, 'broker');
    const registry = await countConnections(world, 'registry');
    const app = await makeAppFolder(world, {
      broker: broker.address,
      registry: `http://${registry.address}`,
      files: {
        'config/routes.ts': wrongRoutes,
        'app/consumers/idle-consumer.ts': idleConsumer,
        'app/responders/orders-responder.ts': ordersResponder,
      },
    });

    const wrong = app.kfw(['server']);
    expect(await wrong.ended).toBe(1);
    expect(wrong.lines.items).toEqual([]);
    expect(wrong.errorLines.items).toEqual([
      'kfw: 4 mistakes in the app:',
      '  - app/responders/orders-responder.ts:4: OrdersResponder declares "orders" without a schema. Give one: @Topic(\'orders\', { schema: … }).',
      '  - config/routes.ts:8, group example, topic users: "maxMessage" is not an option. Did you mean "maxMessages"?',
      '  - config/routes.ts:9, group example, topic users: it is drawn twice in this group. Keep one.',
      '  - config/routes.ts:12, group others, topic orders: IdleConsumer has no handler. Define process(message) or consume(batch).',
    ]);
    expect(broker.connections.items).toHaveLength(0);
    expect(registry.connections.items).toHaveLength(0);

    // Without the mistakes the same app connects: the connection counter works.
    await app.write({
      'config/routes.ts': rightRoutes,
      'app/responders/orders-responder.ts': ordersResponder
        .replace('{} as never', '{ schema: UserEvent }')
        .replace('\n@Topic', "import { UserEvent } from '../schemas/user-event.js';\n\n@Topic"),
    });
    app.kfw(['server']);
    await broker.connections.atLeast(1);
  },
);

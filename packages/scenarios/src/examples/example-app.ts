/** The app that the examples speak of: `shop`, with its groups, topics and classes, on a cluster of its own. */
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout, type World } from '@kfw/test-cluster';
import { order } from './prepared.js';
import { openShell, type Shell } from './shell.js';

export interface ExampleApp {
  readonly shell: Shell;
  readonly root: string;
  /** Runs code in its console. */
  prepare(code: string): Promise<void>;
  /** Starts a server of it, whose groups have their partitions when this resolves. */
  serve(): Promise<{ stop(): Promise<unknown> }>;
}

/** Where its server, and commands beside it, have its health. */
export const healthOfServer = { KFW_HEALTH: '8080' };

const files: Readonly<Record<string, string>> = {
  'config/routes.ts': `
import { drawRoutes } from 'kfw';
import { OrdersConsumer } from '../app/consumers/orders-consumer.js';
import { UsersConsumer } from '../app/consumers/users-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('shop', (group) => group.topic('users', { consumer: UsersConsumer }));
  consumerGroup('billing', (group) => {
    group.topic('orders', { consumer: OrdersConsumer, retryTopics: ['10s'], deadLetter: 'orders.dead-letters' });
  });
});
`,
  'config/topics.ts': `
import { defineTopics } from 'kfw';

export default defineTopics(({ topic }) => {
  topic('orders', { partitions: 3, retentionMs: 604_800_000 });
  topic('orders.v1');
});
`,
  'orders.jsonl': `
{ "key": "A-7", "payload": { "id": "A-7", "total": 12 }, "headers": { "source": "shop" } }
{ "key": "A-8", "payload": { "id": "A-8", "total": 3 } }
`,
  'app/schemas/order.avsc': JSON.stringify(order),
  'app/consumers/orders-consumer.ts': `
import { type Message, Payload } from 'kfw';
import { Order } from '../schemas/order.js';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(Order)
export class OrdersConsumer extends ApplicationConsumer {
  process({ payload }: Message<Order>): void {
    if (payload.total < 0) throw new RangeError('an order of less than nothing');
  }
}
`,
  'app/consumers/user-event-consumer.ts': `
import { SubscribesTo } from 'kfw';
import { UsersConsumer } from './users-consumer.js';

@SubscribesTo('users')
export class UserEventConsumer extends UsersConsumer {}
`,
  'app/responders/orders-responder.ts': `
import { Topic } from 'kfw';
import { Order } from '../schemas/order.js';
import { ApplicationResponder } from './application-responder.js';

@Topic('orders', { schema: Order })
export class OrdersResponder extends ApplicationResponder<{ orders: Order }> {
  respond(order: Order): void {
    this.respondTo('orders', order, { key: order.id });
  }
}
`,
};

export async function makeExampleApp(world: World): Promise<ExampleApp> {
  const { brokers, registry } = world.cluster;
  const shell = await openShell(world, {
    KFW_BROKERS: brokers,
    KFW_REGISTRY_URL: registry,
    KFW_CLIENT_ID: 'shop',
  });
  const root = path.join(shell.home, 'work/app');
  await done(
    world,
    shell,
    `mkdir -p work && kfw new work/app --skip-install --broker ${brokers} --registry ${registry}`,
  );
  await symlink(path.join(checkout, 'node_modules'), path.join(root, 'node_modules'), 'dir');
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(root, file), text);
  const prepare = (code: string) => done(world, shell, `cd work/app && kfw console -e '${code}'`);
  const serve = async () => {
    const server = shell.run('kfw server --json', root, healthOfServer);
    for (const group of ['shop_shop', 'shop_billing'])
      await server.logged('partitions.assigned', (line) => line.group === group);
    const stop = () => {
      server.interrupt();
      return server.ended;
    };
    return { stop };
  };
  return { shell, root, prepare, serve };
}

async function done(world: World, shell: Shell, line: string): Promise<void> {
  const program = shell.run(line, shell.home);
  const code = await world.waitFor(line, program.ended);
  if (code !== 0) throw new Error(`${line} ended with ${code}: ${program.errorLines.items.join('\n')}`);
}

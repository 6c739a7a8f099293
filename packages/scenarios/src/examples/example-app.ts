/** The app that the examples speak of: `shop`, with its groups, topics and classes, on a cluster of its own. */
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout, type World } from '@kfw/test-cluster';
import { openShell, type Shell } from './shell.js';

export interface ExampleApp {
  readonly shell: Shell;
  readonly root: string;
}

const order = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'total', type: 'int' },
  ],
};

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

/** A group that has run. */
const offsetsOfBilling = `
await admin.createTopics([{ topic: "orders", partitions: 3 }]);
await admin.setGroupOffsets("billing", [0, 1, 2].map((partition) => ({ topic: "orders", partition, offset: 0 })));
`;

/** Two orders that failed, and one that could not be decoded. */
const deadLettersOfOrders = `
await admin.createTopics([{ topic: "orders.dead-letters", partitions: 3 }]);
const headers = (errorClass) => ({
  "kfw-source-topic": "orders", "kfw-source-partition": "0", "kfw-source-offset": "1", "kfw-source-timestamp": "",
  "kfw-source-group": "shop_billing", "kfw-attempts": "4", "kfw-error-class": errorClass, "kfw-error-message": "failed",
  "kfw-first-failed-at": new Date().toISOString(),
});
const letter = { topic: "orders.dead-letters", headers: headers("TypeError"), schema: avro(${JSON.stringify(order)}) };
await deliver([{ ...letter, payload: { id: "B-1", total: 120 }, key: "B-1" }]);
await deliver([{ ...letter, payload: { id: "B-2", total: 3 }, key: "B-2" }]);
await deliver("orders.dead-letters", Buffer.from([1]), { key: "B-3", headers: headers("KFW_DECODE_FAILED") });
`;

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
  await done(world, shell, `cd work/app && kfw console -e '${offsetsOfBilling}${deadLettersOfOrders}'`);
  return { shell, root };
}

async function done(world: World, shell: Shell, line: string): Promise<void> {
  const program = shell.run(line, shell.home);
  const code = await world.waitFor(line, program.ended);
  if (code !== 0) throw new Error(`${line} ended with ${code}: ${program.errorLines.items.join('\n')}`);
}

/** The folder of an app whose consumer of orders refuses those of less than nothing, and writes down all others. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type AppFolder, makeAppFolder, type World } from '@kfw/test-cluster';

export interface OrdersApp extends AppFolder {
  readonly topic: string;
  readonly deadLetters: string;
  /** The id of its group. */
  readonly group: string;
  /** What the consumer has handled, in order. */
  handled(): Promise<readonly unknown[]>;
}

export async function makeOrdersApp(world: World): Promise<OrdersApp> {
  const topic = await world.createTopic('orders', { partitions: 2 });
  const deadLetters = await world.createTopic('orders.dead-letters', { partitions: 2 });
  const folder = await makeAppFolder(world);
  const file = path.join(folder.root, 'handled.jsonl');
  await folder.write({
    'config/routes.ts': `
import { drawRoutes } from 'kfw';
import { OrdersConsumer } from '../app/consumers/orders-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('billing', (group) => {
    group.topic('${topic}', { consumer: OrdersConsumer, maxRetries: 1, pauseMs: 10, deadLetter: '${deadLetters}' });
  });
});
`,
    'app/consumers/orders-consumer.ts': `
import { appendFileSync } from 'node:fs';
import { json, type Message, Payload } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(json<{ id: number; total: number }>())
export class OrdersConsumer extends ApplicationConsumer {
  process({ payload, key, attempt, headers }: Message<{ id: number; total: number }>): void {
    if (payload.total < 0) throw new RangeError(\`order \${payload.id} of less than nothing, attempt \${attempt}\`);
    appendFileSync(${JSON.stringify(file)}, JSON.stringify({ ...payload, key, replays: headers['kfw-replay-count'] }) + '\\n');
  }
}
`,
  });
  return {
    ...folder,
    topic,
    deadLetters,
    group: `${folder.name}_billing`,
    async handled() {
      const lines = await readFile(file, 'utf8').catch(() => '');
      return lines
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as unknown);
    },
  };
}

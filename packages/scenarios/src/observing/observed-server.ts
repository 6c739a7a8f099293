/**
 * A `kfw server` with `@kfw/metrics` in it, whose consumer does as each message says: `fail` throws a RangeError and is
 * dead-lettered after a retry, `skip` is skipped, `send` sends to another topic and to one that does not exist.
 */
import { makeAppFolder, type Spawned, type World } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { deliverTexts } from '../apps/deliver-texts.js';
import { IdleConsumer } from '../apps/idle-consumer.js';
import { bootApp } from '../apps/start-app.js';

const boot = `import { metricsListener } from '@kfw/metrics';
import { defineApp, logListener, processTitleListener } from 'kfw';
import { collectDefaultMetrics, Counter, Registry } from 'prom-client';
import routes from './config/routes.js';

const registry = new Registry();
collectDefaultMetrics({ register: registry });
new Counter({ name: 'shop_orders_total', help: 'Orders of the app.', registers: [registry] }).inc(7);
const open = new Registry();
open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
const defaultLabels = { service: 'a "shop"\\\\\\n' };

export default defineApp({
  routes,
  listeners: [
    logListener(),
    processTitleListener(),
    metricsListener({ registry, defaultLabels }),
    metricsListener({ path: '/metrics/partitions', partitions: true }),
    metricsListener({ registry: open, path: '/metrics/open' }),
  ],
});
`;

const routes = `import { drawRoutes } from 'kfw';
import { TaskConsumer } from '../app/consumers/task-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => {
    group.topic(process.env.TASKS ?? '', {
      consumer: TaskConsumer,
      maxRetries: 1,
      pauseMs: 1,
      deadLetter: process.env.DEAD_LETTERS ?? '',
    });
  });
});
`;

const consumer = `import { deliver, type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class TaskConsumer extends ApplicationConsumer {
  async process(message: Message<string>): Promise<void> {
    if (message.payload === 'fail') throw new RangeError('this task fails');
    if (message.payload === 'skip') message.skip('as it says');
    if (message.payload === 'send') await deliver(process.env.SENT ?? '', 'sent', { key: 'k' });
    this.logger.info({ event: 'handled', task: message.payload }, 'handled');
  }
}
`;

export interface ObservedServer {
  readonly server: Spawned;
  readonly group: string;
  readonly topic: string;
  readonly sent: string;
  /** Delivers tasks, and resolves when the last has been handled. */
  handle(...tasks: string[]): Promise<void>;
  /** A path of the health address. */
  scrape(path: string): Promise<{ readonly status: number; readonly contentType: string; readonly body: string }>;
}

export async function startObservedServer(world: World): Promise<ObservedServer> {
  const topic = await world.createTopic('tasks', { partitions: 2 });
  const sent = await world.createTopic('sent');
  const deadLetters = await world.createTopic('tasks.dead-letters');
  const folder = await makeAppFolder(world, {
    files: { 'kfw.ts': boot, 'config/routes.ts': routes, 'app/consumers/task-consumer.ts': consumer },
  });
  const outside = await bootApp(world, { routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer })) });
  await outside.connect();
  const env = { TASKS: topic, SENT: sent, DEAD_LETTERS: deadLetters };
  const server = folder.kfw(['server', '--json', '--health', '0'], { env });
  const { address } = await server.logged('health.listening');
  await server.logged('partitions.assigned');
  return {
    server,
    topic,
    sent,
    group: `${folder.name}_example`,
    async handle(...tasks) {
      const end = `end ${tasks.length} ${Date.now()}`;
      await deliverTexts(outside, topic, [...tasks, end], { partition: 0 });
      await server.logged('handled', ({ task }) => task === end);
    },
    async scrape(path) {
      const response = await fetch(`http://${String(address)}${path}`);
      const contentType = response.headers.get('content-type') ?? '';
      return { status: response.status, contentType, body: await response.text() };
    },
  };
}

/**
 * A spawned `kfw server` whose consumer follows its messages, for scenarios about signals: `wait` waits for the
 * scenario, `fail` throws, `reject` leaves an unhandled rejection; any other message is finished at once.
 */

import { type LogLine, makeAppFolder, type Spawned, type World } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import type { BootedApp } from 'kfw/internal';
import { deliverTexts } from '../apps/deliver-texts.js';
import { IdleConsumer } from '../apps/idle-consumer.js';
import { bootApp } from '../apps/start-app.js';

const routes = `import { drawRoutes } from 'kfw';
import { TaskConsumer } from '../app/consumers/task-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => group.topic(process.env.TASKS ?? '', { consumer: TaskConsumer, pauseMs: 60_000 }));
});
`;
const taskConsumer = `import { once } from 'node:events';
import { type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class TaskConsumer extends ApplicationConsumer {
  async process({ payload }: Message<string>): Promise<void> {
    this.logger.info({ event: 'began', task: payload }, 'began');
    if (payload === 'wait') await once(process, 'message');
    if (payload === 'fail') throw new Error('this task fails');
    if (payload === 'reject') void leftAlone();
    this.logger.info({ event: 'ended', task: payload }, 'ended');
  }
}

async function leftAlone(): Promise<void> {
  throw new Error('nobody handles this');
}
`;

export interface TaskServer {
  readonly server: Spawned;
  readonly topic: string;
  readonly group: string;
  readonly clientId: string;
  /** An app outside, connected. */
  readonly outside: BootedApp;
  /** Delivers tasks to a partition. */
  give(partition: number, ...tasks: string[]): Promise<void>;
  began(task: string): Promise<LogLine>;
  offsets(): Promise<(number | null)[]>;
}

export interface TaskServerOptions {
  /** Behind `kfw server`. */
  readonly args?: readonly string[];
  /** `consumer` of its configuration. */
  readonly consumer?: Readonly<Record<string, number>>;
  /** Over those of the app. */
  readonly files?: Readonly<Record<string, string>>;
}

export async function startTaskServer(
  world: World,
  partitions = 1,
  { args = [], consumer = {}, files: own = {} }: TaskServerOptions = {},
): Promise<TaskServer> {
  const { brokers, registry } = world.cluster;
  const files = {
    // JSON is YAML.
    'config/kafka.yml': JSON.stringify({ development: { brokers, registry: { url: registry }, consumer } }),
    'config/routes.ts': routes,
    'app/consumers/task-consumer.ts': taskConsumer,
    ...own,
  };
  const folder = await makeAppFolder(world, { files });
  const topic = await world.createTopic('tasks', { partitions });
  const outside = await bootApp(world, { routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer })) });
  await outside.connect();
  const server = folder.kfw(['server', ...args], { env: { TASKS: topic }, messages: true });
  await server.logged('partitions.assigned');
  const group = `${folder.name}_example`;
  return {
    server,
    topic,
    group,
    clientId: folder.name,
    outside,
    give: (partition, ...tasks) => deliverTexts(outside, topic, tasks, { partition }),
    began: (task) => server.logged('began', (line) => line.task === task),
    offsets: async () => {
      const found = await outside.admin.groupOffsets(group, [topic]);
      return found.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => offset);
    },
  };
}

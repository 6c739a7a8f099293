/** A `kfw server` with `@kfw/metrics` in it, whose handler never returns until the scenario sends a message to its process. */
import { makeAppFolder, type Spawned, type World } from '@kfw/test-cluster';

const boot = `import { metricsListener } from '@kfw/metrics';
import { defineApp, logListener } from 'kfw';
import routes from './config/routes.js';

export default defineApp({ routes, listeners: [logListener(), metricsListener()] });
`;
const routes = `import { drawRoutes } from 'kfw';
import { HangingConsumer } from '../app/consumers/hanging-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => group.topic(process.env.TASKS ?? '', { consumer: HangingConsumer }));
});
`;
const consumer = `import { once } from 'node:events';
import { type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class HangingConsumer extends ApplicationConsumer {
  async process(_message: Message<string>): Promise<void> {
    this.logger.info({ event: 'began' }, 'began');
    await once(process, 'message');
  }
}
`;

/** Resolves with a function that starts one more member of its group. */
export async function hangingServer(
  world: World,
  { brokers, topic, stallTimeoutMs }: { brokers: string; topic: string; stallTimeoutMs: number },
): Promise<() => Spawned> {
  // JSON is YAML.
  const config = JSON.stringify({
    development: { brokers, registry: { url: world.cluster.registry }, consumer: { stallTimeoutMs } },
  });
  const files = {
    'kfw.ts': boot,
    'config/kafka.yml': config,
    'config/routes.ts': routes,
    'app/consumers/hanging-consumer.ts': consumer,
  };
  const folder = await makeAppFolder(world, { files });
  return () => folder.kfw(['server', '--health', '0'], { env: { TASKS: topic }, messages: true });
}

import { expect } from '@jest/globals';
import { type AppFolder, groupState, makeAppFolder, type World } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { scenario } from '../src/scenario/scenario.js';

const routes = `import { drawRoutes } from 'kfw';
import { SlowConsumer } from '../app/consumers/slow-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => group.topic(process.env.SOURCE ?? '', { consumer: SlowConsumer }));
});
`;
/** Its third message waits for the scenario's word, and then has something to send. */
const slowConsumer = `import { once } from 'node:events';
import { type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class SlowConsumer extends ApplicationConsumer {
  async process({ offset }: Message<string>): Promise<void> {
    this.logger.info({ event: 'began', offset }, 'began');
    if (offset === 2) {
      await once(process, 'message');
      await this.respondWith('done');
    }
    this.logger.info({ event: 'ended', offset }, 'ended');
  }
}
`;
const slowResponder = `import { text, Topic } from 'kfw';
import { ApplicationResponder } from './application-responder.js';

@Topic(process.env.TARGET ?? '', { schema: text() })
export class SlowResponder extends ApplicationResponder {
  respond(word: string): void {
    this.respondTo(process.env.TARGET ?? '', word);
  }
}
`;

scenario(
  [51],
  'SIGTERM and SIGINT: stop polling, finish in-flight work, commit, leave the group, flush producers, exit 0',
  async (world) => {
    const folder = await makeAppFolder(world, {
      files: {
        'config/routes.ts': routes,
        'app/consumers/slow-consumer.ts': slowConsumer,
        'app/responders/slow-responder.ts': slowResponder,
      },
    });
    await stopsInOrder(world, folder, 'SIGTERM');
    await stopsInOrder(world, folder, 'SIGINT');
  },
  { timeoutMs: 120_000 },
);

async function stopsInOrder(world: World, folder: AppFolder, signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
  const source = await world.createTopic(`source-${signal}`);
  const target = await world.createTopic(`target-${signal}`);
  const outside = await bootApp(world, {
    routes: drawRoutes(({ topic }) => topic(source, { consumer: IdleConsumer })),
  });
  await outside.connect();
  await deliverTexts(outside, source, ['a', 'b', 'c', 'd', 'e']);

  const clientId = `${folder.name}-${signal}`;
  const group = `${clientId}_example`;
  const env = { KFW_CLIENT_ID: clientId, SOURCE: source, TARGET: target };
  const server = folder.kfw(['server'], { env, messages: true });
  await server.logged('began', ({ offset }) => offset === 2);
  server.signal(signal);
  await server.logged('app.stopping', ({ reason }) => reason === signal);
  expect(await groupState(world.cluster.brokers, group)).toBe('Stable');
  expect(await messagesIn(outside, target)).toBe(0);
  server.send('go on');

  expect(await server.ended).toBe(0);
  const offsetsOf = (event: string) =>
    server.log.items.filter((line) => line.event === event).map((line) => line.offset);
  expect(offsetsOf('began')).toEqual([0, 1, 2]);
  expect(offsetsOf('ended')).toEqual([0, 1, 2]);
  expect(await messagesIn(outside, target)).toBe(1);
  expect(await outside.admin.groupOffsets(group, [source])).toEqual([{ topic: source, partition: 0, offset: 3 }]);
  expect(await groupState(world.cluster.brokers, group)).toBe('Empty');
  expect(server.log.items.at(-1)).toMatchObject({ event: 'app.stopped' });
  expect(server.errorLines.items).toEqual([]);
}

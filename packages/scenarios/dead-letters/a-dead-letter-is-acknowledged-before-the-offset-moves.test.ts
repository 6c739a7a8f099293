/**
 * A server kills itself with SIGKILL at chosen points around its dead letters, and is started again. Whenever it is dead,
 * the committed offset is past no message that is neither noted as handled nor in the dead letters.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { idleApp } from '../src/apps/idle-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

/** An event, how often it comes before, and how long after it, in milliseconds; 0 is at once, in the event itself. */
const deaths = [
  'message.stuck 2 0',
  'consumer.failed 1 0',
  'consumer.failed 2 1',
  'consumer.failed 1 2',
  'consumer.failed 3 4',
  'message.deadLettered 1 0',
  'message.deadLettered 3 3',
  'offsets.committed 2 0',
];
const perLife = 24;
const partitions = [0, 1];
const isBad = (offset: number) => offset % 3 === 1;

const boot = `import { defineApp, logListener } from 'kfw';
import routes from './config/routes.js';

export default defineApp({
  routes,
  listeners: [logListener()],
  setup({ monitor }) {
    const [event, count, afterMs] = (process.env.DEATH ?? '').split(' ');
    let left = Number(count);
    const die = () => process.kill(process.pid, 'SIGKILL');
    monitor.subscribe(event || 'app.running', () => {
      if (--left !== 0) return;
      if (afterMs === '0') die();
      else setTimeout(die, Number(afterMs));
    });
  },
});
`;
const routes = `import { drawRoutes } from 'kfw';
import { NotingConsumer } from '../app/consumers/noting-consumer.js';

const deadLetter = process.env.DEAD_LETTERS ?? '';
export default drawRoutes(({ topic }) => {
  topic(process.env.SOURCE ?? '', { consumer: NotingConsumer, deadLetter, maxRetries: 0, pauseMs: 50, maxPauseMs: 50 });
});
`;
const notingConsumer = `import { appendFileSync } from 'node:fs';
import { setImmediate as work } from 'node:timers/promises';
import { type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class NotingConsumer extends ApplicationConsumer {
  async process({ partition, offset }: Message<string>): Promise<void> {
    await work();
    if (offset % 3 === 1) throw new Error('bad');
    appendFileSync(process.env.NOTES ?? '', \`\${partition} \${offset}\\n\`);
  }
}
`;

scenario(
  [30],
  'the dead letter is acknowledged before the offset moves: killing the process at any point loses nothing',
  async (world) => {
    const topic = await world.createTopic('numbers', { partitions: partitions.length });
    const deadLetters = world.name('dead-letters');
    const files = { 'kfw.ts': boot, 'config/routes.ts': routes, 'app/consumers/noting-consumer.ts': notingConsumer };
    const folder = await makeAppFolder(world, { files });
    const { brokers, registry } = world.cluster;
    const consumer = { sessionTimeoutMs: 2_000, heartbeatIntervalMs: 200, commitIntervalMs: 1 };
    const development = { clientId: folder.name, brokers: [brokers], registry: { url: registry }, createTopics: false };
    await folder.write({
      'config/kafka.yml': JSON.stringify({
        development: { ...development, consumer, producer: { deliveryTimeoutMs: 500 } },
      }),
    });
    const notes = path.join(folder.root, 'notes');
    const outside = await idleApp(world, { settings: { createTopics: false } });
    const committed = async () => {
      const offsets = await outside.admin.groupOffsets(`${folder.name}_app`, [topic]);
      return partitions.map((partition) => offsets.find((each) => each.partition === partition)?.offset ?? 0);
    };
    /** The log of finished messages: `1 17`. */
    const done = async () => {
      const handled = (await readFile(notes, 'utf8').catch(() => '')).split('\n');
      const isThere = (await outside.admin.listTopics()).includes(deadLetters);
      const letters = isThere ? await readWithKcat(world, deadLetters) : [];
      const source = letters.map(({ headers }) => `${headers['kfw-source-partition']} ${headers['kfw-source-offset']}`);
      return { handled: new Set(handled), deadLettered: new Set(source) };
    };
    let sent = 0;
    const missing = async (ends: readonly number[]) => {
      const { handled, deadLettered } = await done();
      return partitions.flatMap((partition) =>
        Array.from({ length: ends[partition] ?? 0 }, (_, offset) => offset)
          .filter((offset) => !(isBad(offset) ? deadLettered : handled).has(`${partition} ${offset}`))
          .map((offset) => `${partition} ${offset}`),
      );
    };
    const start = (death: string) =>
      folder.kfw(['server', '--json'], {
        env: { SOURCE: topic, DEAD_LETTERS: deadLetters, NOTES: notes, DEATH: death },
      });

    for (const death of deaths) {
      await outside.producer.deliver(
        partitions.flatMap((partition) =>
          Array.from({ length: perLife }, () => ({
            topic,
            partition,
            key: null,
            value: Buffer.from('x'),
            headers: {},
          })),
        ),
      );
      sent += perLife;
      const server = start(death);
      expect([death, await world.waitFor(death, server.ended, 60_000)]).toEqual([death, 'SIGKILL']);
      const offsets = await committed();
      expect([death, await missing(offsets)]).toEqual([death, []]);
      // The first server finds no dead-letter topic: only offsets before the first bad message may be committed.
      if (death === deaths[0]) {
        expect(offsets).toEqual([1, 1]);
        await outside.admin.createTopics([{ topic: deadLetters, partitions: 2 }]);
      }
    }
    const last = start('');
    await world.until(
      'everything',
      async () => ((await missing([sent, sent])).length === 0 ? true : undefined),
      60_000,
    );
    await world.until('the offsets', async () =>
      (await committed()).every((offset) => offset === sent) ? true : undefined,
    );
    last.signal('SIGTERM');
    expect(await last.ended).toBe(0);
  },
  { timeoutMs: 400_000 },
);

/**
 * Two partitions fail as fast as they can, each with an error of its own class. The app counts its failures itself, and
 * the lines of kfw's log add up to the same. The app's own lines are all there, without the values that the
 * configuration names, and at the level of their topic.
 */
import { expect } from '@jest/globals';
import { type LogLine, makeAppFolder } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const consumer = `import { type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

export class BrokenConnectionError extends Error {
  override name = 'BrokenConnectionError';
}

const failures: [number, number] = [0, 0];

@Payload(text())
export class FailingConsumer extends ApplicationConsumer {
  async process({ partition, offset }: Message<string>): Promise<void> {
    this.logger.debug({ event: 'tried', offset, user: { email: 'a@b.c' } }, 'tried');
    if (partition === 0) failures[0] += 1;
    else failures[1] += 1;
    if (failures[0] + failures[1] === Number(process.env.MESSAGES)) this.logger.info({ event: 'counted', failures }, 'counted');
    throw partition === 0 ? new TypeError('no name') : new BrokenConnectionError('no connection');
  }
}
`;
const routes = `import { drawRoutes } from 'kfw';
import { FailingConsumer } from '../app/consumers/failing-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) =>
    group.topic(process.env.TASKS ?? '', { consumer: FailingConsumer, maxRetries: 0, onExhausted: 'skip' }));
});
`;

const perPartition = [2_000, 500] as const;
const messages = perPartition[0] + perPartition[1];

scenario(
  [122],
  'a flood of the same failure writes one line, then counts',
  async (world) => {
    const { brokers, registry } = world.cluster;
    const topic = await world.createTopic('tasks', { partitions: 2 });
    const log = { topics: { [topic]: 'debug' }, redact: ['user.email'] };
    const folder = await makeAppFolder(world, {
      files: {
        'config/kafka.yml': JSON.stringify({ development: { brokers, registry: { url: registry }, log } }),
        'config/routes.ts': routes,
        'app/consumers/failing-consumer.ts': consumer,
      },
    });
    const outside = await bootApp(world, {
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer })),
    });
    await outside.connect();
    for (const [partition, amount] of perPartition.entries()) {
      await deliverTexts(outside, topic, Array.from({ length: amount }, String), { partition });
    }

    const server = folder.kfw(['server', '--json'], { env: { TASKS: topic, MESSAGES: String(messages) } });
    const { failures } = await server.logged('counted');
    expect(failures).toEqual(perPartition);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);

    const of = (event: string, partition: number) =>
      server.log.items.filter((line) => line.event === event && line.partition === partition);
    const offsets = perPartition.map((amount) => amount - 1);
    for (const [partition, amount] of perPartition.entries()) {
      for (const event of ['consumer.failed', 'message.skipped']) {
        const lines = of(event, partition);
        expect(lines[0]).toMatchObject({ offset: 0 });
        expect(lines[0]).not.toHaveProperty('repeated');
        expect(lines.at(-1)).toMatchObject({ offset: offsets[partition], repeated: expect.any(Number) });
        expect(lines.reduce((sum, { repeated = 1 }) => sum + Number(repeated), 0)).toBe(amount);
        expect(lines.length).toBeLessThan(amount / 10);
        expect(String(lines.at(-1)?.msg)).toMatch(/\(the last of \d+ in [\d.]+ m?s\)$/);
      }
    }
    expect(of('consumer.failed', 1)[0]).toMatchObject({ error: { name: 'BrokenConnectionError' } });

    const own: LogLine[] = server.log.items.filter(({ event }) => event === 'tried');
    expect(own).toHaveLength(messages);
    expect(own.every(({ user }) => JSON.stringify(user) === '{"email":"[redacted]"}')).toBe(true);
    expect(server.log.items.some(({ event }) => event === 'offsets.committed')).toBe(false);
  },
  { timeoutMs: 120_000 },
);

/**
 * A server is killed with SIGKILL in the midst of a batch and started again, twenty times. It notes each message that it
 * has handled in a file, so that nothing is lost on the way. A new life begins no earlier than at the last commit that the
 * one before reported: repeats were handled and not committed when the process was killed, and no more.
 */
import path from 'node:path';
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { distinct, firstTimesByKey, readHandledLog } from '../src/apps/handled-log.js';
import { idleApp } from '../src/apps/idle-app.js';
import { scenario } from '../src/scenario/scenario.js';

const kills = 20;
const keys = 8;
const perLife = 60;

const routes = `import { drawRoutes } from 'kfw';
import { NotingConsumer } from '../app/consumers/noting-consumer.js';

export default drawRoutes(({ topic }) => topic(process.env.SOURCE ?? '', { consumer: NotingConsumer, maxMessages: 20 }));
`;
const notingConsumer = `import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Batch, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class NotingConsumer extends ApplicationConsumer {
  async consume({ messages }: Batch<string>): Promise<void> {
    for (const { partition, offset, key, payload } of messages) {
      appendFileSync(process.env.NOTES ?? '', \`\${process.env.LIFE} \${partition} \${offset} \${key} \${payload}\\n\`);
      await sleep(1);
    }
  }
}
`;

scenario(
  [59],
  'a process killed with SIGKILL mid-batch, 20 times: every message at least once, order per key kept, duplicates bounded',
  async (world) => {
    const topic = await world.createTopic('numbers', { partitions: 2 });
    const folder = await makeAppFolder(world, {
      files: { 'config/routes.ts': routes, 'app/consumers/noting-consumer.ts': notingConsumer },
    });
    const { brokers, registry } = world.cluster;
    const consumer = { sessionTimeoutMs: 2_000, heartbeatIntervalMs: 200, commitIntervalMs: 20 };
    await folder.write({
      'config/kafka.yml': JSON.stringify({
        development: { clientId: folder.name, brokers: [brokers], registry: { url: registry }, consumer },
      }),
    });
    const notesFile = path.join(folder.root, 'notes');
    const notes = () => readHandledLog(notesFile);
    const sender = await idleApp(world);
    let sent = 0;
    const send = (count: number) => {
      const messages = Array.from({ length: count }, () => sent++).map((number) => ({
        topic,
        key: Buffer.from(`key-${number % keys}`),
        value: Buffer.from(String(number)),
        headers: {},
      }));
      return sender.producer.deliver(messages);
    };
    /** By partition, the offset that was reported as committed, in each life. */
    const committed: Map<number, number>[] = [];

    for (let life = 0; life <= kills; life++) {
      await send(perLife * 2);
      const before = (await notes()).length;
      const env = { SOURCE: topic, NOTES: notesFile, LIFE: String(life), KFW_LOG_LEVEL: 'debug' };
      const server = folder.kfw(['server', '--json'], { env });
      const goal = life < kills ? before + perLife : undefined;
      await world.until(`messages in life ${life}`, async () => {
        const noted = await notes();
        const isEnough = goal === undefined ? distinct(noted) === sent : noted.length >= goal;
        return isEnough ? true : undefined;
      });
      server.signal('SIGKILL');
      expect(await server.ended).toBe('SIGKILL');
      const commits = server.log.items.filter(({ event }) => event === 'offsets.committed');
      committed.push(highest(commits.flatMap(({ offsets }) => offsets as { partition: number; offset: number }[])));
    }

    const all = await notes();
    expect(distinct(all)).toBe(sent);
    for (const [key, numbers] of firstTimesByKey(all)) expect([key, numbers]).toEqual([key, numbers.toSorted(rising)]);
    let window = 0;
    for (let life = 1; life <= kills; life++) {
      for (const partition of [0, 1]) {
        const last = all.findLast((note) => note.life < life && note.partition === partition)?.offset ?? -1;
        const from = Math.max(0, ...committed.slice(0, life).map((offsets) => offsets.get(partition) ?? 0));
        const own = all.filter((note) => note.life === life && note.partition === partition);
        for (const { offset } of own.slice(0, 1)) expect(offset).toBeGreaterThanOrEqual(from);
        window += Math.max(0, last + 1 - from);
      }
    }
    process.stderr.write(
      `${sent} messages, ${kills} kills, ${all.length - sent} twice, at most ${window} were in flight\n`,
    );
    expect(all.length - sent).toBeLessThanOrEqual(window);
  },
  { timeoutMs: 600_000 },
);

const rising = (one: number, other: number) => one - other;

/** By partition, the highest of these offsets. */
function highest(offsets: readonly { partition: number; offset: number }[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const { partition, offset } of offsets) found.set(partition, Math.max(found.get(partition) ?? 0, offset));
  return found;
}

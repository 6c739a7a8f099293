import { expect } from '@jest/globals';
import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { valuesOf } from '../src/observing/values-of.js';
import { writeLetters } from '../src/operating/write-letters.js';
import { folderWithoutApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'the backlog of dead letters is what kfw dlq has not handled, as of the start of a server',
  async (world) => {
    const users = await world.createTopic('users');
    const orders = await world.createTopic('orders');
    const letters = await world.createTopic('users.dead-letters', { partitions: 2 });
    const missing = world.name('orders.dead-letters');
    const options = {
      settings: { createTopics: false },
      routes: drawRoutes(({ topic }) => {
        topic(users, { consumer: IdleConsumer, deadLetter: letters });
        topic(orders, { consumer: IdleConsumer, deadLetter: missing });
      }),
    };
    const backlogOf = ({ monitor }: Pick<Awaited<ReturnType<typeof bootApp>>, 'monitor'>) =>
      valuesOf(monitor, 'kfw_dead_letter_backlog_messages');
    const counted = (count: number) => async () => {
      const { app, stop } = await startApp(world, options);
      await world.until(`${count} dead letters`, async () => (backlogOf(app)[letters] === count ? true : undefined));
      expect(backlogOf(app)).toEqual({ [letters]: count, [missing]: 0 });
      expect(await app.admin.listTopics()).not.toContain(missing);
      expect(await stop()).toBe(0);
      expect(backlogOf(app)).toEqual({});
    };
    // An app that only sends does not count them.
    const script = await bootApp(world, options);
    await script.connect();
    await writeLetters(
      script,
      letters,
      [0, 1, 2, 3, 4].map((offset) => ({
        key: `user ${offset}`,
        value: 'x',
        source: { topic: users, partition: offset % 2, offset },
      })),
    );
    expect(backlogOf(script)).toEqual({});
    await counted(5)();

    const folder = await folderWithoutApp(world);
    expect(await folder.kfw('dlq', 'discard', letters, '--key', 'user 3', '--yes')).toMatchObject({ code: 0 });
    await counted(4)();
    // The marker at the end of a transaction is not a letter.
    const message = { topic: letters, key: null, value: Buffer.from('x'), headers: {} };
    await script.producer.deliverAtomically(world.name('letters'), [message]);
    expect(await folder.kfw('dlq', 'discard', letters, '--yes')).toMatchObject({ code: 0 });
    await counted(0)();
  },
  { timeoutMs: 120_000 },
);

/** A handler that always fails gets each message so often again, and then not any more: the letters wait in a topic of their own. */
import { expect } from '@jest/globals';
import { createTopic } from '@kfw/test-cluster';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const texts = ['a', 'b', 'c'];
const maxReplays = 2;

scenario(
  [107],
  'a message that came back too often is parked',
  async (world) => {
    const topic = await world.createTopic('orders');
    // The end of its name says what it is.
    const dead = `${topic}.dead-letters`;
    const settings = { 'max.message.bytes': '2000000' };
    const port = Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1));
    await createTopic(port, { name: dead, partitions: 2, replication: -1, settings });
    const parked = `${dead}.parked`;
    const clientId = world.name('shop');

    @Payload(text())
    class Failing extends Consumer {
      process(): void {
        throw new RangeError('as always');
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Failing, deadLetter: dead, maxRetries: 0 })),
    });
    world.after(() => app.admin.deleteTopics([parked, dead]));
    const deadLettered = world.events(monitor, 'message.deadLettered');
    await deliverTexts(app, topic, texts, { key: 'one' });
    const replay = (...args: string[]) =>
      runKfw(world, ['dlq', 'replay', dead, '--max-replays', String(maxReplays), '--json', ...args]);

    for (let replays = 1; replays <= maxReplays; replays++) {
      await deadLettered.atLeast(texts.length * replays);
      const { code, json } = await replay('--execute');
      expect([code, json()]).toEqual([0, [{ replayed: texts.length, parked: 0, skipped: 0 }]]);
      await deadLettered.atLeast(texts.length * (replays + 1));
      // A new failure, with the count of the replays.
      const last = (await readWithKcat(world, dead)).slice(-texts.length);
      expect(last.map(({ value }) => value)).toEqual(texts);
      for (const { headers } of last) {
        expect(headers).toMatchObject({
          'kfw-source-topic': topic,
          'kfw-attempts': '1',
          'kfw-error-class': 'RangeError',
          'kfw-replay-count': String(replays),
        });
      }
    }
    expect((await replay()).json()).toMatchObject([{ action: 'park', target: parked, messages: texts.length }]);
    expect((await replay('--execute')).json()).toEqual([{ replayed: 0, parked: texts.length, skipped: 0 }]);

    const letters = await readWithKcat(world, parked);
    expect(letters.map(({ value, key }) => [value, key])).toEqual(texts.map((value) => [value, 'one']));
    expect(letters[0]?.headers).toMatchObject({ 'kfw-error-message': 'as always', 'kfw-replay-count': '2' });
    const [description] = await app.admin.describeTopics([parked]);
    expect(description?.partitions).toHaveLength(2);
    const [config] = await app.admin.describeConfigs([{ type: 'topic', name: parked }]);
    expect(config?.entries.find(({ name }) => name === 'max.message.bytes')?.value).toBe('2000000');
    expect((await replay('--execute')).json()).toEqual([{ replayed: 0, parked: 0, skipped: 0 }]);

    // They are listed, and replayed again only when asked for with a number; they are not parked twice.
    const listed = (await runKfw(world, ['dlq', 'list', '--json'])).json<{ topic: string; count: number }>();
    expect(listed).toContainEqual(expect.objectContaining({ topic: parked, count: texts.length }));
    const again = (...args: string[]) =>
      runKfw(world, ['dlq', 'replay', parked, '--execute', '--to', topic, '--json', ...args]);
    const refused = await again();
    expect([refused.code, refused.errorLines.join()]).toEqual([1, expect.stringContaining('KFW_PARKED_LETTERS')]);
    const left = await again('--max-replays', String(maxReplays));
    expect(left.json()).toEqual([{ replayed: 0, parked: 0, skipped: texts.length }]);
    expect(left.errorLines.join()).toContain(`give a --max-replays greater than ${maxReplays}`);
    const sent = await again('--max-replays', String(maxReplays + 1));
    expect(sent.json()).toEqual([{ replayed: texts.length, parked: 0, skipped: 0 }]);
    expect(await app.admin.listTopics()).not.toContain(`${parked}.parked`);
  },
  { timeoutMs: 120_000 },
);

import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const keys = ['a', 'b', 'c', 'd', 'e', 'f'];

scenario(
  [38],
  'the committed offset is always the frontier: with concurrent keys, a finished later message never hides an unfinished earlier one',
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const done = world.inbox<string>('messages done');
    const begun = world.inbox<string>('messages begun');
    const gates = new Map(keys.map((key) => [key, Promise.withResolvers<void>()]));
    let isFirst = true;

    @Payload(text())
    class Worker extends Consumer {
      async process({ payload, offset }: Message<string>): Promise<void> {
        begun.push(payload);
        if (isFirst) await gates.get(payload)?.promise;
        if (isFirst && payload === 'c') throw new Error('not now');
        done.push(`${payload} ${offset}`);
      }
    }
    const routes = drawRoutes(({ topic: draw }) =>
      draw(topic, { consumer: Worker, orderedBy: 'key', pauseMs: 600_000, maxPauseMs: 600_000 }),
    );
    const first = await startApp(world, { clientId, routes });
    const commits = world.events(first.monitor, 'offsets.committed');
    const offsets = () => commits.items.flatMap((event) => event.offsets.map(({ offset }) => offset));
    for (const key of keys) await deliverTexts(first.app, topic, [key]);
    await begun.atLeast(keys.length);

    // All but the third and the last are finished, from behind.
    for (const key of ['e', 'd', 'b', 'a']) {
      gates.get(key)?.resolve();
      await done.first(key, (each) => each.startsWith(key));
    }
    await commits.until('the first two', () => offsets().at(-1) === 2);
    // The later messages are finished as well, without a commit.
    await deliverTexts(first.app, topic, ['g', 'h']);
    await done.first('another', (each) => each === 'h 7');
    gates.get('f')?.resolve();
    await done.first('the last', (each) => each === 'f 5');
    const failed = world.event(first.monitor, 'consumer.failed');
    gates.get('c')?.resolve();
    await failed;
    expect(await first.stop()).toBe(0);
    expect(offsets().every((offset) => offset <= 2)).toBe(true);
    await first.app.connect();
    expect(await first.app.admin.groupOffsets(`${clientId}_app`, [topic])).toEqual([
      { topic, partition: 0, offset: 2 },
    ]);

    // The next owner gets the third again, and the messages that were finished ahead of it.
    isFirst = false;
    const before = done.items.length;
    const second = await startApp(world, { clientId, routes });
    const later = world.events(second.monitor, 'offsets.committed');
    await done.atLeast(before + 6);
    expect(done.items.slice(before).sort()).toEqual(['c 2', 'd 3', 'e 4', 'f 5', 'g 6', 'h 7']);
    await later.until('the end', (events) => events.at(-1)?.offsets[0]?.offset === 8);
  },
);

import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([40], 'manual offset management: nothing is committed unless marked', async (world) => {
  const topic = await world.createTopic('users');
  const clientId = world.name('shop');
  const batches = world.inbox<string>('batches');

  /** Collects messages until a message tells it to mark them, or to fail. */
  @Payload(text())
  class Collector extends Consumer {
    #held: Message<string>[] = [];

    consume({ messages }: Batch<string>): void {
      batches.push(messages.map(({ payload, attempt }) => `${payload}${attempt}`).join(' '));
      this.#held.push(...messages);
      for (const message of messages) {
        if (message.payload === 'one') this.markAsConsumed(message);
        if (message.payload === 'all') this.markAsConsumedThrough(message);
        if (message.payload === 'bad' && !message.retrying) throw new Error('as requested');
      }
    }
  }
  const options = { consumer: Collector, manualOffsets: true, maxMessages: 2, pauseMs: 1 };
  const routes = drawRoutes(({ topic: draw }) => draw(topic, options));
  const first = await startApp(world, { clientId, routes });
  const commits = world.events(first.monitor, 'offsets.committed');
  const committed = () => commits.items.flatMap(({ offsets }) => offsets.map(({ offset }) => offset));
  const stored = async () => {
    const [offset] = await first.app.admin.groupOffsets(`${clientId}_app`, [topic]);
    return offset?.offset ?? null;
  };
  const give = async (...texts: string[]) => {
    for (const each of texts) await deliverTexts(first.app, topic, [each], { key: 'one' });
  };

  // Three batches are taken in and nothing is committed, also not by marking one behind those that are not marked.
  await give('a', 'b', 'c', 'one', 'd');
  await batches.until('all of them', (items) => items.join(' ').endsWith('d1'));
  const seen = batches.items.length;
  expect(await stored()).toBeNull();

  // An error goes back to the first that is not marked, which was handed over batches ago; the marked one stays done.
  await give('bad');
  const again = () => batches.items.slice(seen).join(' ').split(' ').filter(Boolean);
  await batches.until('the second try', () => again().includes('bad2'));
  expect(again()).toEqual(['bad1', 'a1', 'b1', 'c1', 'd1', 'bad2']);
  // No message is kept in memory.
  await world.until('an empty lane', async () => {
    const [lane] = first.server.lanes;
    return (lane?.backlogMessages === 0 && lane.lag === 6) || undefined;
  });
  expect(await stored()).toBeNull();

  // Marking the last marks all before it.
  await give('all', 'e');
  await world.until('the commit', async () => ((await stored()) === 7 ? true : undefined));
  await commits.atLeast(1);
  expect(committed()).toEqual([7]);
  await batches.first('the last', (each) => each.endsWith('e1'));
  expect(await first.stop()).toBe(0);

  const second = await startApp(world, { clientId, routes });
  const before = batches.items.length;
  await batches.atLeast(before + 1);
  expect(batches.items.slice(before)).toEqual(['e1']);
  await second.stop();
});

import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([44], 'marking an older message does not rewind the frontier', async (world) => {
  const topic = await world.createTopic('users');
  const clientId = world.name('shop');
  const batches = world.inbox<string>('batches');

  @Payload(text())
  class Worker extends Consumer {
    #oldest: Message<string> | undefined;

    consume({ messages }: Batch<string>): void {
      batches.push(messages.map(({ payload }) => payload).join(' '));
      this.#oldest ??= messages[0];
      const [first, second, third] = messages;
      // The third alone waits for the first two; then older ones again, of this batch and of another.
      for (const message of [third, first, second, first, this.#oldest])
        if (message !== undefined) expect(this.markAsConsumed(message)).toBe(true);
      if (messages.length > 3) throw new Error('the fourth is too much');
    }
  }
  const routes = drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker, pauseMs: 1 }));
  const { app, monitor, stop } = await startApp(world, { clientId, routes });
  const commits = world.events(monitor, 'offsets.committed');
  const committed = () => commits.items.flatMap(({ offsets }) => offsets.map(({ offset }) => offset));
  await deliverTexts(app, topic, ['a', 'b', 'c', 'd'], { key: 'one' });
  await batches.first('the redelivery', (each) => each === 'd');
  await commits.until('the first lot', () => committed().includes(4));
  await deliverTexts(app, topic, ['e', 'f', 'g', 'h'], { key: 'one' });
  await batches.first('the redelivery', (each) => each === 'h');
  await commits.until('the second lot', () => committed().includes(8));

  expect(batches.items).toEqual(['a b c d', 'd', 'e f g h', 'h']);
  expect(committed()).toEqual(committed().toSorted((one, other) => one - other));
  expect(await app.admin.groupOffsets(`${clientId}_app`, [topic])).toEqual([{ topic, partition: 0, offset: 8 }]);
  await stop();

  const next = await startApp(world, { clientId, routes });
  await deliverTexts(next.app, topic, ['i'], { key: 'one' });
  await batches.first('what is new', (each) => each.endsWith('i'));
  expect(batches.items.slice(4)).toEqual(['i']);
});

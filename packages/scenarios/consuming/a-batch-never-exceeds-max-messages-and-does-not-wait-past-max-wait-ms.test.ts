import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const maxWaitMs = 500;
/** Longer than the scenario: a batch that came before it was full. */
const forLongMs = 600_000;

scenario(
  [2],
  'a batch never exceeds maxMessages, and is delivered before maxWaitMs has passed even when it is small',
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const batches = world.inbox<{ group: string; payloads: string[]; waitedMs: number }>('batches');

    @Payload(text())
    class Worker extends Consumer {
      consume({ messages }: Batch<string>): void {
        const waitedMs = Date.now() - Number(messages[0]?.receivedAt);
        batches.push({ group: this.group, payloads: messages.map(({ payload }) => payload), waitedMs });
      }
    }
    const { app } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        const full = { consumer: Worker, maxMessages: 5, maxWaitMs: forLongMs };
        consumerGroup('full', (group) => group.topic(topic, full));
        consumerGroup('small', (group) => group.topic(topic, { consumer: Worker, maxMessages: 1_000, maxWaitMs }));
        consumerGroup('atOnce', (group) => group.topic(topic, { consumer: Worker, maxMessages: 4 }));
      }),
    });
    const of = (name: string) => batches.items.filter(({ group }) => group === `${clientId}_${name}`);
    const payloadsOf = (name: string) => of(name).flatMap(({ payloads }) => payloads);
    const sizesOf = (name: string) => of(name).map(({ payloads }) => payloads.length);
    const texts = Array.from({ length: 25 }, (_, index) => `user ${index}`);

    await deliverTexts(app, topic, texts.slice(0, 23), { key: 'one' });
    await batches.until(
      '23 in the groups that wait little, 20 in the one that fills up',
      () => payloadsOf('small').length === 23 && payloadsOf('atOnce').length === 23 && payloadsOf('full').length >= 20,
    );
    expect(sizesOf('full')).toEqual([5, 5, 5, 5]);
    await deliverTexts(app, topic, texts.slice(23), { key: 'one' });
    await batches.until('all, in every group', () =>
      ['full', 'small', 'atOnce'].every((name) => payloadsOf(name).length === texts.length),
    );

    for (const name of ['full', 'small', 'atOnce']) expect(payloadsOf(name)).toEqual(texts);
    expect(sizesOf('full')).toEqual([5, 5, 5, 5, 5]);
    expect(Math.max(...sizesOf('atOnce'))).toBeLessThanOrEqual(4);
    expect(sizesOf('small').length).toBeLessThan(texts.length);
    for (const { waitedMs } of of('small')) expect(waitedMs).toBeLessThan(10 * maxWaitMs);
  },
);

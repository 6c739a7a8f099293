import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [23],
  'marking some messages before an error keeps them from being delivered again, also to the next process',
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const batches = world.inbox<string>('batches');
    const memberOf = (name: string, pauseMs: number) => {
      @Payload(text())
      class Worker extends Consumer {
        consume({ messages }: Batch<string>): void {
          batches.push(`${name}: ${messages.map(({ payload }) => payload).join(' ')}`);
          const [first, second] = messages;
          if (name === 'second' || first === undefined || second === undefined) return;
          expect([this.markAsConsumed(first), this.markAsConsumed(second)]).toEqual([true, true]);
          throw new Error('the third is too much');
        }
      }
      return {
        clientId,
        routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker, pauseMs, maxPauseMs: 600_000 })),
      };
    };
    const first = await startApp(world, memberOf('first', 600_000));
    const failed = world.event(first.monitor, 'consumer.failed');
    await deliverTexts(first.app, topic, ['a', 'b', 'c', 'd', 'e'], { key: 'one' });
    expect(await failed).toMatchObject({ firstOffset: 0, lastOffset: 4, offset: 2, attempt: 1 });
    expect(await first.stop()).toBe(0);

    const second = await startApp(world, memberOf('second', 1));
    await batches.until('the rest', (items) => items.some((each) => each.endsWith('e') && each.startsWith('second')));
    expect(batches.items).toEqual(['first: a b c d e', 'second: c d e']);

    await second.stop();
    const third = await startApp(world, memberOf('third', 1));
    await deliverTexts(third.app, topic, ['f', 'g', 'h'], { key: 'one' });
    await batches.first('what came later, redelivered', (each) => each === 'third: h');
    expect(batches.items.slice(2)).toEqual(['third: f g h', 'third: h']);
  },
);

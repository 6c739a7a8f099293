import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [22],
  'attempt and retrying give the handler the number of its attempt; attempts count per message, not per batch',
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const tried = world.inbox<string>('messages of process');
    const batches = world.inbox<string>('batches of consume');
    const described = ({ payload, attempt, retrying }: Message<string>) =>
      `${payload}${attempt}${retrying ? ' again' : ''}`;

    @Payload(text())
    class OneByOne extends Consumer {
      process(message: Message<string>): void {
        tried.push(described(message));
        const failures = { a: 2, b: 1 }[message.payload] ?? 0;
        if (message.attempt <= failures) throw new Error('not yet');
      }
    }
    @Payload(text())
    class InBatches extends Consumer {
      consume({ messages }: Batch<string>): void {
        batches.push(messages.map(described).join(', '));
        const [first] = messages;
        if (first === undefined || first.payload === 'd') return;
        this.markAsConsumed(first);
        if (first.payload !== 'c') throw new Error('one at a time');
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('one', (group) => group.topic(topic, { consumer: OneByOne, pauseMs: 1 }));
        consumerGroup('batch', (group) => group.topic(topic, { consumer: InBatches, pauseMs: 1 }));
      }),
    });
    const failures = world.events(monitor, 'consumer.failed');
    await deliverTexts(app, topic, ['a', 'b', 'c'], { key: 'one' });
    await tried.atLeast(6);
    await batches.atLeast(3);
    await deliverTexts(app, topic, ['d'], { key: 'one' });
    await tried.atLeast(7);
    await batches.atLeast(4);

    expect(tried.items).toEqual(['a1', 'a2 again', 'a3 again', 'b1', 'b2 again', 'c1', 'd1']);
    expect(batches.items).toEqual(['a1, b1, c1', 'b2 again, c2 again', 'c3 again', 'd1']);
    const of = (group: string) => failures.items.filter((each) => each.group === `${clientId}_${group}`);
    expect(of('one').map(({ offset, attempt }) => `${offset} ${attempt}`)).toEqual(['0 1', '0 2', '1 1']);
    expect(of('batch').map(({ offset, attempt }) => `${offset} ${attempt}`)).toEqual(['1 1', '2 1']);
  },
);

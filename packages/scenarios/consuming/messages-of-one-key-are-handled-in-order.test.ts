import { setTimeout as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, type OrderedBy, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const keys = ['anna', 'ben', 'cleo', 'dora', 'emil'];
const perKey = 20;

const orders: Readonly<Record<string, OrderedBy>> = {
  key: 'key',
  function: ({ payload }: Message<string>) => payload.split(' ')[0] ?? '',
};

scenario(
  [7],
  'with key concurrency, messages of one key are handled in order and different keys run at the same time, also when one of them fails',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const clientId = world.name('shop');
    const steps = world.inbox<{ group: string; key: string; step: string }>('steps');

    @Payload(text())
    class Worker extends Consumer {
      async process({ payload, attempt }: Message<string>): Promise<void> {
        const { group } = this;
        const [key = '', number = ''] = payload.split(' ');
        steps.push({ group, key, step: `begin ${number}` });
        // No handler gets past its first message until every key has begun its own.
        if (number === '0') {
          const ofGroup = () => steps.items.filter((each) => each.group === group);
          await steps.until('every key at work', () => new Set(ofGroup().map((each) => each.key)).size === keys.length);
        }
        // The earlier the message, the longer its work: done in any other way, later ones would overtake it.
        await work((perKey - Number(number)) % 5);
        if (key === 'ben' && number === '7' && attempt <= 2) throw new Error('not yet');
        steps.push({ group, key, step: `end ${number}` });
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        for (const [name, orderedBy] of Object.entries(orders)) {
          consumerGroup(name, (group) =>
            group.topic(topic, { consumer: Worker, orderedBy, pauseMs: 1, maxMessages: 9 }),
          );
        }
      }),
    });
    const commits = world.events(monitor, 'offsets.committed');
    for (let number = 0; number < perKey; number++) {
      await Promise.all(
        keys.map((key, index) => deliverTexts(app, topic, [`${key} ${number}`], { key, partition: index % 2 })),
      );
    }
    const all = keys.length * perKey;
    await steps.until('all', (items) => items.filter(({ step }) => step.startsWith('end')).length === 2 * all);

    for (const name of Object.keys(orders)) {
      const group = `${clientId}_${name}`;
      for (const key of keys) {
        const expected = Array.from({ length: perKey }, (_, number) =>
          key === 'ben' && number === 7
            ? ['begin 7', 'begin 7', 'begin 7', 'end 7']
            : [`begin ${number}`, `end ${number}`],
        );
        const own = steps.items.filter((each) => each.group === group && each.key === key);
        expect(own.map(({ step }) => step)).toEqual(expected.flat());
      }
      const offsetsOf = (partition: number) =>
        commits.items
          .filter((event) => event.group === group)
          .flatMap((event) => event.offsets)
          .filter((each) => each.partition === partition);
      await commits.until('the ends', () => offsetsOf(0).at(-1)?.offset === 60 && offsetsOf(1).at(-1)?.offset === 40);
      for (const partition of [0, 1]) {
        const offsets = offsetsOf(partition).map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.toSorted((one, other) => one - other));
      }
    }
  },
);

import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([4], 'one group with many topics: a slow or failing topic does not delay the others', async (world) => {
  const topics = { slow: '', failing: '', brisk: '', lively: '' };
  for (const name of Object.keys(topics) as (keyof typeof topics)[]) topics[name] = await world.createTopic(name);
  const gate = Promise.withResolvers<void>();
  const begun = world.inbox<string>('messages begun');
  const done = world.inbox<{ topic: string; payload: string }>('messages done');

  @Payload(text())
  class Slow extends Consumer {
    async process({ topic, payload }: Message<string>): Promise<void> {
      begun.push(payload);
      await gate.promise;
      done.push({ topic, payload });
    }
  }
  @Payload(text())
  class Failing extends Consumer {
    process(): never {
      throw new Error('every time');
    }
  }
  @Payload(text())
  class Quick extends Consumer {
    process({ topic, payload }: Message<string>): void {
      done.push({ topic, payload });
    }
  }
  const { app, monitor } = await startApp(world, {
    routes: drawRoutes(({ consumerGroup }) =>
      consumerGroup('all', (group) => {
        group.topic(topics.slow, { consumer: Slow });
        // Longer than the scenario: a topic that shared this pause would be too late.
        group.topic(topics.failing, { consumer: Failing, pauseMs: 600_000, maxPauseMs: 600_000 });
        group.topic(topics.brisk, { consumer: Quick });
        group.topic(topics.lively, { consumer: Quick });
      }),
    ),
  });
  const failures = world.events(monitor, 'consumer.failed');
  const of = (topic: string) => done.items.filter((each) => each.topic === topic).map(({ payload }) => payload);

  await deliverTexts(app, topics.slow, ['s1', 's2']);
  await deliverTexts(app, topics.failing, ['f1', 'f2']);
  await begun.atLeast(1);
  await failures.atLeast(1);
  const sent: string[] = [];
  for (let round = 0; round < 20; round++) {
    const texts = [`${round} one`, `${round} two`];
    sent.push(...texts);
    await deliverTexts(app, topics.brisk, texts);
    await deliverTexts(app, topics.lively, texts);
    await done.atLeast(2 * sent.length);
  }
  expect(of(topics.brisk)).toEqual(sent);
  expect(of(topics.lively)).toEqual(sent);
  expect(begun.items).toEqual(['s1']);
  expect(failures.items.map(({ topic, offset, attempt }) => [topic, offset, attempt])).toEqual([
    [topics.failing, 0, 1],
  ]);

  gate.resolve();
  await done.atLeast(2 * sent.length + 2);
  expect(of(topics.slow)).toEqual(['s1', 's2']);
});

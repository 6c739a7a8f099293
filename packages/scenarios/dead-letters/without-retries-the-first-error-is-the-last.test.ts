import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([31], 'maxRetries: 0 dead-letters at the first error, without a pause', async (world) => {
  const topic = await world.createTopic('users');
  const deadLetters = await world.createTopic('dead-letters');
  const tried = world.inbox<string>('messages tried');

  @Payload(text())
  class Trier extends Consumer {
    process({ payload, attempt }: Message<string>): void {
      tried.push(`${payload} ${attempt}`);
      if (payload === 'bad') throw new TypeError('too bad');
    }
  }
  const { app, monitor } = await startApp(world, {
    routes: drawRoutes(({ topic: draw }) => {
      // A pause would outlast the scenario.
      draw(topic, { consumer: Trier, deadLetter: deadLetters, maxRetries: 0, pauseMs: 600_000, maxPauseMs: 600_000 });
    }),
  });
  const failed = world.events(monitor, 'consumer.failed');
  await deliverTexts(app, topic, ['a', 'bad', 'b'], { key: 'one' });
  await tried.first('the next', (each) => each === 'b 1');

  expect(tried.items).toEqual(['a 1', 'bad 1', 'b 1']);
  expect(failed.items).toHaveLength(1);
  expect(failed.items[0]).toMatchObject({ offset: 1, attempt: 1, outcome: 'deadLetter', retryInMs: undefined });
  const letters = await readWithKcat(world, deadLetters);
  expect(letters).toMatchObject([
    { value: 'bad', headers: { 'kfw-attempts': '1', 'kfw-error-class': 'TypeError', 'kfw-error-message': 'too bad' } },
  ]);
});

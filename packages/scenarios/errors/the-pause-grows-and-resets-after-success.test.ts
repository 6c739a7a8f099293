import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const pauseMs = 40;
const maxPauseMs = 200;
/** A timer may fire a little before its time. */
const timerSlackMs = 5;
const grown = [40, 80, 160, 200, 200];

scenario([21], 'the pause grows exponentially from pauseMs to maxPauseMs, and resets after success', async (world) => {
  const topic = await world.createTopic('users');
  const tried = world.inbox<{ payload: string; at: number }>('messages tried');

  @Payload(text())
  class Worker extends Consumer {
    process({ payload, attempt }: Message<string>): void {
      tried.push({ payload, at: performance.now() });
      if (payload.startsWith('bad') && attempt <= grown.length) throw new Error('no');
    }
  }
  const { app, monitor } = await startApp(world, {
    routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker, pauseMs, maxPauseMs })),
  });
  const failures = world.events(monitor, 'consumer.failed');
  await deliverTexts(app, topic, ['bad 1', 'good', 'bad 2', 'last'], { key: 'one' });
  await tried.first('the last', ({ payload }) => payload === 'last');

  const pauses = failures.items.map(({ retryInMs }) => retryInMs ?? Number.NaN);
  const longest = [...grown, ...grown];
  expect(pauses).toHaveLength(longest.length);
  for (const [index, most] of longest.entries()) {
    // A pause is shortened at random by up to a fifth.
    expect(pauses[index]).toBeGreaterThanOrEqual(0.8 * most);
    expect(pauses[index]).toBeLessThanOrEqual(most);
  }
  for (const payload of ['bad 1', 'bad 2']) {
    const times = tried.items.filter((each) => each.payload === payload).map(({ at }) => at);
    const promised = payload === 'bad 1' ? pauses : pauses.slice(grown.length);
    expect(times).toHaveLength(grown.length + 1);
    for (const [index, at] of times.slice(1).entries()) {
      const waitedMs = at - (times[index] ?? Number.NaN);
      expect(waitedMs).toBeGreaterThanOrEqual((promised[index] ?? Number.NaN) - timerSlackMs);
    }
  }
});

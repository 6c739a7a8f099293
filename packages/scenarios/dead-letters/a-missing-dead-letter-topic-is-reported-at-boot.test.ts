import { expect } from '@jest/globals';
import { Consumer, drawRoutes, json, type Monitor, Payload } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

@Payload(json())
class QuietConsumer extends Consumer {
  process(): void {}
}

scenario([], 'a missing dead-letter topic is reported at boot, where topics are not created', async (world) => {
  const source = await world.createTopic('source');
  const there = await world.createTopic('there');
  const missing = world.name('missing');
  const routes = drawRoutes(({ consumerGroup }) => {
    consumerGroup('one', ({ topic }) => {
      topic(source, { consumer: QuietConsumer, retryTopics: ['10s'], deadLetter: missing });
    });
    consumerGroup('two', ({ topic }) => topic(source, { consumer: QuietConsumer, deadLetter: there }));
  });
  const clientId = world.name('shop');
  const reported: unknown[] = [];
  const listen = { listen: (monitor: Monitor) => monitor.subscribe('topic.missing', (event) => reported.push(event)) };

  const first = await startApp(world, { clientId, routes, settings: { createTopics: false }, ...listen });
  const retry = `${source}.${clientId}_one.retry-10s`;
  expect(reported).toEqual([
    { topic: missing, kind: 'dead-letter', of: [source] },
    { topic: retry, kind: 'retry', of: [source] },
  ]);
  await first.stop();

  reported.length = 0;
  await startApp(world, { clientId, routes, settings: { createTopics: true }, ...listen });
  expect(reported).toEqual([]);
});

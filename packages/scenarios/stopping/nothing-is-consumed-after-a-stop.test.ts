import { expect } from '@jest/globals';
import { groupState } from '@kfw/test-cluster';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

/** kafkajs#1593: a consumer that was stopped while it fetched continued to deliver batches. */
scenario([], 'nothing is consumed after a stop, and the next member continues where it stopped', async (world) => {
  const topic = await world.createTopic('users', { partitions: 2 });
  const clientId = world.name('shop');
  const seen = world.inbox<{ member: string; payload: string }>('messages');
  const routesOf = (member: string) => {
    @Payload(text())
    class Worker extends Consumer {
      process({ payload }: { payload: string }): void {
        seen.push({ member, payload });
      }
    }
    return drawRoutes((draw) => draw.topic(topic, { consumer: Worker, maxMessages: 5 }));
  };
  const of = (member: string) => seen.items.filter((one) => one.member === member).map(({ payload }) => payload);
  const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index));
  const first = await startApp(world, { clientId, routes: routesOf('first') });

  // The producer does not stop: there is always something to fetch while the member stops.
  await deliverTexts(first.app, topic, texts(0, 500));
  await seen.atLeast(100);
  const stopped = first.stop();
  const late = await startApp(world, {
    clientId: world.name('producing'),
    routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer, active: false })),
  });
  const sent = deliverTexts(late.app, topic, texts(500, 1_000));
  expect(await stopped).toBe(0);
  const atTheStop = of('first').length;
  await sent;
  const group = first.app.plan.groups[0]?.id ?? '';
  expect(await groupState(world.cluster.brokers, group)).toBe('Empty');

  await startApp(world, { clientId, routes: routesOf('second') });
  await seen.until('all messages', () => of('first').length + of('second').length >= 1_000);
  expect(of('first')).toHaveLength(atTheStop);
  expect([...of('first'), ...of('second')].toSorted((a, b) => Number(a) - Number(b))).toEqual(texts(0, 1_000));
});

import { expect } from '@jest/globals';
import type { EventName } from '@kfw/core';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const listened = [
  'app.running',
  'group.joined',
  'partitions.assigned',
  'consumer.consumed',
  'consumer.failed',
  'offsets.committed',
  'partitions.revoked',
  'app.stopping',
  'app.stopped',
] as const satisfies EventName[];

scenario([27], 'an error in a listener never reaches the loop', async (world) => {
  const topic = await world.createTopic('users');
  const handled = world.inbox<string>('messages');
  const reported = world.inbox<{ listened: string; message: string }>('failures of listeners');

  @Payload(text())
  class Worker extends Consumer {
    process({ payload, attempt }: { payload: string; attempt: number }): void {
      handled.push(`${payload} ${attempt}`);
      if (payload === 'b' && attempt === 1) throw new Error('once');
    }
  }
  const { app, stop } = await startApp(world, {
    listen: (monitor) => {
      monitor.subscribe('listener.failed', ({ listened: name, error }) =>
        reported.push({ listened: name, message: error.message }),
      );
      for (const [index, name] of listened.entries()) {
        monitor.subscribe(name, () => {
          const error = new Error(`listener of ${name}`);
          if (index % 2 === 0) throw error;
          return Promise.reject(error);
        });
      }
    },
    routes: drawRoutes((draw) => draw.topic(topic, { consumer: Worker, pauseMs: 1 })),
  });
  await deliverTexts(app, topic, ['a', 'b', 'c'], { partition: 0 });
  await handled.atLeast(4);
  await reported.first('a commit', (failure) => failure.listened === 'offsets.committed');
  const group = app.plan.groups[0]?.id ?? '';
  expect(await stop()).toBe(0);

  expect(handled.items).toEqual(['a 1', 'b 1', 'b 2', 'c 1']);
  const names = new Set(reported.items.map((failure) => failure.listened));
  expect([...names].toSorted()).toEqual(listened.toSorted());
  expect(reported.items.every((failure) => failure.message === `listener of ${failure.listened}`)).toBe(true);
  await app.connect();
  expect(await app.admin.groupOffsets(group, [topic])).toEqual([{ topic, partition: 0, offset: 3 }]);
});

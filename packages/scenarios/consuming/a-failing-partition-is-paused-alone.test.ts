import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const healthy = [0, 2, 3];
const failing = 1;

scenario(
  [5],
  'one group with many partitions: a failing partition is paused alone, the others continue',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 4 });
    let healed = false;
    const done = world.inbox<{ partition: number; payload: string }>('messages done');

    @Payload(text())
    class Worker extends Consumer {
      process({ partition, payload }: Message<string>): void {
        if (partition === failing && payload === 'round 1' && !healed) throw new Error('not yet');
        done.push({ partition, payload });
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker, pauseMs: 50, maxPauseMs: 200 })),
    });
    const failures = world.events(monitor, 'consumer.failed');
    const of = (partition: number) =>
      done.items.filter((each) => each.partition === partition).map(({ payload }) => payload);
    const rounds: string[] = [];
    const round = async () => {
      rounds.push(`round ${rounds.length}`);
      for (const partition of [...healthy, failing]) await deliverTexts(app, topic, rounds.slice(-1), { partition });
    };

    await round();
    await done.atLeast(4);
    for (let count = 1; count <= 5; count++) {
      await round();
      // Each round meets the partition after another failure, in its pause.
      await failures.atLeast(count);
      await done.atLeast(4 + count * healthy.length);
    }
    for (const partition of healthy) expect(of(partition)).toEqual(rounds);
    expect(of(failing)).toEqual(['round 0']);

    healed = true;
    await done.atLeast(rounds.length * 4);
    expect(of(failing)).toEqual(rounds);
    expect(new Set(failures.items.map(({ partition, offset }) => `${partition}@${offset}`))).toEqual(
      new Set([`${failing}@1`]),
    );
  },
);

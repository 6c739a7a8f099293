import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const sessionTimeoutMs = 1_500;
const blockedMs = 3 * sessionTimeoutMs;

/** As a handler does that computes, or reads a large file with a call that ends in Sync. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

scenario(
  [],
  'an event loop that is blocked for longer than the session is reported with its consumer; the member rejoins, and nothing is lost',
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const done = world.inbox<string>('messages done');

    @Payload(text())
    class Cruncher extends Consumer {
      process({ payload }: Message<string>): void {
        if (payload === 'crunch' && !done.items.includes(payload)) block(blockedMs);
        done.push(payload);
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      settings: { consumer: { sessionTimeoutMs, heartbeatIntervalMs: 150 } },
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Cruncher })),
    });
    const blocks = world.events(monitor, 'loop.blocked');
    const joins = world.events(monitor, 'group.joined');
    const losses = world.events(monitor, 'partitions.revoked');
    await deliverTexts(app, topic, ['a', 'crunch']);

    const [report] = await blocks.atLeast(1);
    expect(report).toMatchObject({ consumers: ['Cruncher'], sessionTimeoutMs });
    expect(report?.durationMs).toBeGreaterThanOrEqual(blockedMs - 50);
    // The group has gone on without the member, which learns so and joins again.
    await joins.atLeast(1);
    expect(losses.items).toMatchObject([{ partitions: [{ topic, partition: 0 }] }]);

    await deliverTexts(app, topic, ['b', 'c']);
    await done.until('the last', (all) => all.includes('c'));
    const committed = await world.until('all committed', async () => {
      const [at] = await app.admin.groupOffsets(`${clientId}_app`, [topic]);
      return at?.offset === 4 ? at : undefined;
    });
    expect(committed).toEqual({ topic, partition: 0, offset: 4 });
    expect([...new Set(done.items)]).toEqual(['a', 'crunch', 'b', 'c']);
  },
);

import { once } from 'node:events';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [49],
  'a handler can see that it has lost its partition (revoked), and its AbortSignal fires',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const clientId = world.name('shop');
    const settings = { consumer: { rebalanceTimeoutMs: 2_000, heartbeatIntervalMs: 200 } };
    const gate = Promise.withResolvers<void>();
    const begun = world.inbox<{ partition: number; revoked: boolean; aborted: boolean }>('messages begun');
    const revocations = world.inbox<{ partition: number; revoked: boolean; reason: string }>(
      'handlers of revoked partitions',
    );
    const taken = world.inbox<{ partition: number; offset: number }>('messages of the other member');

    @Payload(text())
    class Waiting extends Consumer {
      async process({ partition }: Message<string>): Promise<void> {
        const { signal } = this;
        begun.push({ partition, revoked: this.revoked, aborted: signal.aborted });
        // The gate opens for the retained partition alone, when the signal of the lost one has fired.
        await Promise.race([once(signal, 'abort'), gate.promise]);
        const reason = signal.aborted ? (signal.reason as Error).message : 'none';
        revocations.push({ partition, revoked: this.revoked, reason });
      }
    }
    @Payload(text())
    class Taking extends Consumer {
      process({ partition, offset }: Message<string>): void {
        taken.push({ partition, offset });
      }
    }
    const routesOf = (consumer: typeof Waiting | typeof Taking) =>
      drawRoutes(({ topic: draw }) => draw(topic, { consumer }));

    const observer = await bootApp(world, { clientId, routes: routesOf(Taking) });
    await observer.connect();
    const a = await startApp(world, { clientId, settings, routes: routesOf(Waiting) });
    for (const partition of [0, 1]) await deliverTexts(observer, topic, ['one', 'two'], { partition });
    await begun.atLeast(2);
    const revoked = world.event(a.monitor, 'partitions.revoked');
    await startApp(world, { clientId, settings, routes: routesOf(Taking) });
    const lost = (await revoked).partitions.map(({ partition }) => partition);
    expect(lost).toHaveLength(1);

    const [first] = await revocations.atLeast(1);
    expect(first).toEqual({ partition: lost[0], revoked: true, reason: 'the partition was lost' });
    await taken.atLeast(2);
    expect(taken.items).toEqual([0, 1].map((offset) => ({ partition: lost[0], offset })));
    // The handler of the retained one saw nothing; and nothing was begun again on the lost one.
    expect(revocations.items).toHaveLength(1);
    const fresh = [0, 1].map((partition) => ({ partition, revoked: false, aborted: false }));
    expect(begun.items.toSorted((one, other) => one.partition - other.partition)).toEqual(fresh);

    gate.resolve();
    const kept = { partition: 1 - (lost[0] ?? Number.NaN), revoked: false, reason: 'none' };
    await revocations.atLeast(3);
    expect(revocations.items.slice(1)).toEqual([kept, kept]);
  },
);

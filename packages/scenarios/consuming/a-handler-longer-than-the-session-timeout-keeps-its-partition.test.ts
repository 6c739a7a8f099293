import { expect } from '@jest/globals';
import { groupState } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const sessionTimeoutMs = 1_500;

scenario(
  [18],
  'a handler that runs longer than the session timeout keeps its partitions and is not run twice',
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const gate = Promise.withResolvers<void>();
    const begun = world.inbox<string>('messages begun');

    @Payload(text())
    class Patient extends Consumer {
      async process({ payload }: Message<string>): Promise<void> {
        begun.push(payload);
        if (payload === 'long') await gate.promise;
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      settings: { consumer: { sessionTimeoutMs, heartbeatIntervalMs: 150 } },
      // Its only partition stops being fetched while the handler runs: the member must live on without fetching.
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Patient, maxPartitionBufferBytes: 1 })),
    });
    const joins = world.events(monitor, 'group.joined');
    const revocations = world.events(monitor, 'partitions.revoked');
    const crashes = world.events(monitor, 'group.crashed');

    const sent = ['long'];
    await deliverTexts(app, topic, sent);
    await begun.atLeast(1);
    // Written to meanwhile: later messages must neither run nor be lost.
    for (const since = performance.now(); performance.now() - since < 5 * sessionTimeoutMs; ) {
      sent.push(`later ${sent.length}`);
      await deliverTexts(app, topic, sent.slice(-1));
    }
    expect(begun.items).toEqual(['long']);
    expect(await groupState(world.cluster.brokers, `${clientId}_app`)).toBe('Stable');
    gate.resolve();

    await begun.atLeast(sent.length);
    expect(begun.items).toEqual(sent);
    expect([joins.items, revocations.items, crashes.items]).toEqual([[], [], []]);
    const committed = await world.until('all committed', async () => {
      const [at] = await app.admin.groupOffsets(`${clientId}_app`, [topic]);
      return at?.offset === sent.length ? at : undefined;
    });
    expect(committed).toEqual({ topic, partition: 0, offset: sent.length });
  },
);

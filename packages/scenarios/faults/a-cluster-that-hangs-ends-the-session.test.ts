/**
 * All brokers are frozen: nothing answers and nothing is reset. To the group a member whose heartbeats do not arrive is
 * gone when its session has run out, and by then the member must have stopped by itself: its handler gets its signal, and nothing
 * more is begun. A request's own time, of half a minute, is not waited for. Afterwards it continues from its last commit.
 */
import { expect } from '@jest/globals';
import { createTopic } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { startDisturbedCluster } from '../src/clusters/disturbed-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

const sessionTimeoutMs = 3_000;
/** As brokers need it on a busy machine; a request that is not answered would take ten times the session. */
const noticedWithinMs = 4 * sessionTimeoutMs;

scenario(
  [61],
  'a partitioned network (connections hang, no reset) is noticed within the session timeout',
  async (world) => {
    const cluster = await startDisturbedCluster(world);
    const topic = world.name('users');
    await createTopic(cluster.brokers[0]?.port ?? 0, { name: topic, partitions: 1, replication: -1, settings: {} });
    const begun = world.inbox<string>('messages begun');
    const revocations = world.inbox<{ revoked: boolean; aborted: boolean }>('handlers of revoked partitions');

    @Payload(text())
    class Patient extends Consumer {
      async process({ payload }: Message<string>): Promise<void> {
        begun.push(payload);
        if (payload !== 'long' || begun.items.length > 2) return;
        await new Promise((resolve) => this.signal.addEventListener('abort', resolve));
        revocations.push({ revoked: this.revoked, aborted: this.signal.aborted });
      }
    }
    const { app, monitor } = await startApp(world, {
      env: { KFW_BROKERS: cluster.addresses },
      settings: { consumer: { sessionTimeoutMs, heartbeatIntervalMs: 300 } },
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Patient })),
    });
    const committed = world.event(monitor, 'offsets.committed');
    await deliverTexts(app, topic, ['short']);
    await committed;
    await deliverTexts(app, topic, ['long', 'after it']);
    await begun.atLeast(2);
    const revoked = world.event(monitor, 'partitions.revoked', () => true, noticedWithinMs);
    const crashed = world.event(monitor, 'group.crashed');

    const frozenAt = performance.now();
    for (const broker of cluster.brokers) await broker.signal('SIGSTOP');
    expect((await revoked).partitions).toEqual([{ topic, partition: 0 }]);
    // Not before, either: the last heartbeat was answered at most an interval before the freeze.
    expect(performance.now() - frozenAt).toBeGreaterThan(sessionTimeoutMs / 2);
    expect(await revocations.atLeast(1)).toEqual([{ revoked: true, aborted: true }]);
    expect((await crashed).error.message).toBe(
      `No heartbeat of group ${app.config.clientId}_app succeeded for ${sessionTimeoutMs} ms`,
    );
    expect(begun.items).toEqual(['short', 'long']);
    for (const broker of cluster.brokers) await broker.signal('SIGCONT');

    await begun.atLeast(4, 60_000);
    expect(begun.items).toEqual(['short', 'long', 'long', 'after it']);
  },
  { timeoutMs: 240_000 },
);

/**
 * A broker that is frozen: its connections stay open and accept bytes, and nothing comes back, as behind a network
 * that is cut. Where others can take over, the partitions that it led and the group that it coordinated continue there, long
 * before a request's time is over and without anybody leaving the group; then it comes back.
 */
import { expect } from '@jest/globals';
import { NumbersThrough } from '../src/apps/numbers-through.js';
import { startDisturbedCluster } from '../src/clusters/disturbed-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

/** The default; the deadline below has brokers replaced after three seconds in it, on a busy machine. */
const requestTimeoutMs = 30_000;

scenario(
  [61],
  'a broker that hangs without a reset is noticed, and its partitions continue at the others',
  async (world) => {
    const cluster = await startDisturbedCluster(world);
    const numbers = await NumbersThrough.begin(world, cluster, { requestTimeoutMs });
    const crashes = world.events(numbers.monitor, 'group.crashed');
    const joins = world.events(numbers.monitor, 'group.joined');

    for (const find of [() => cluster.leaderOf(numbers.topic, 0), () => cluster.coordinatorOf(numbers.group)]) {
      const broker = await find();
      await broker.signal('SIGSTOP');
      if (cluster.isReplicated) await numbers.waitForProgress({ withinMs: requestTimeoutMs / 2 });
      await broker.signal('SIGCONT');
      await cluster.recovered();
      await numbers.waitForProgress();
    }

    const { log, handled, failed } = await numbers.end();
    expect({ failed, ...log }).toMatchObject({ failed: 0, lost: 0, duplicates: 0, outOfOrder: 0 });
    expect(handled).toMatchObject({ lost: 0, outOfOrder: 0 });
    if (cluster.isReplicated) expect([crashes.items, joins.items]).toEqual([[], []]);
  },
  { timeoutMs: 300_000 },
);

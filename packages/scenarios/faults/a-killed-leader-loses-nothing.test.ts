/**
 * SIGKILL of the broker that leads a partition, and of the one that coordinates the group, while messages go through.
 * Three brokers of Apache Kafka continue without it, and the member never leaves its group. The embedded broker is alone:
 * with it goes the whole cluster, so that it is started again, and shows that nothing acknowledged was in its memory only.
 */
import { expect } from '@jest/globals';
import { NumbersThrough } from '../src/apps/numbers-through.js';
import { type DisturbedBroker, startDisturbedCluster } from '../src/clusters/disturbed-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [58],
  'the partition leader is killed: no acknowledged message is lost, and each is handled',
  async (world) => {
    const cluster = await startDisturbedCluster(world);
    const numbers = await NumbersThrough.begin(world, cluster);
    const crashes = world.events(numbers.monitor, 'group.crashed');
    const joins = world.events(numbers.monitor, 'group.joined');
    const kill = async (broker: DisturbedBroker) => {
      await broker.signal('SIGKILL');
      if (cluster.isReplicated) await numbers.waitForProgress();
      await broker.start();
      await cluster.recovered();
      await numbers.waitForProgress();
    };

    await kill(await cluster.leaderOf(numbers.topic, 0));
    await kill(await cluster.coordinatorOf(numbers.group));
    await kill(await cluster.leaderOf(numbers.topic, 0));

    const { log, handled, failed } = await numbers.end();
    expect({ failed, ...log }).toMatchObject({ failed: 0, lost: 0, duplicates: 0, outOfOrder: 0 });
    expect(handled).toMatchObject({ lost: 0, outOfOrder: 0 });
    if (!cluster.isReplicated) return;
    expect([crashes.items, joins.items]).toEqual([[], []]);
    expect(handled.duplicates).toBe(0);
  },
  { timeoutMs: 400_000 },
);

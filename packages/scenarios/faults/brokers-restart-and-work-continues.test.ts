/**
 * Each broker is stopped in order and started again, as in an upgrade: the three of Apache Kafka one after the other, so
 * that leaders and the group's coordinator move; the embedded one alone. Nobody helps.
 */
import { expect } from '@jest/globals';
import { NumbersThrough } from '../src/apps/numbers-through.js';
import { startDisturbedCluster } from '../src/clusters/disturbed-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [57],
  'the broker restarts: consumers and producers continue without help, nothing is lost',
  async (world) => {
    const cluster = await startDisturbedCluster(world);
    const numbers = await NumbersThrough.begin(world, cluster);
    const crashes = world.events(numbers.monitor, 'group.crashed');

    for (const broker of cluster.brokers) {
      await broker.signal('SIGTERM');
      if (cluster.isReplicated) await numbers.waitForProgress();
      await broker.start();
      await cluster.recovered();
      await numbers.waitForProgress();
    }

    const { log, handled, failed } = await numbers.end();
    expect({ failed, lost: log.lost, outOfOrder: log.outOfOrder, repeated: log.duplicates }).toEqual({
      failed: 0,
      lost: 0,
      outOfOrder: 0,
      repeated: 0,
    });
    expect(handled).toMatchObject({ lost: 0, outOfOrder: 0 });
    // While another broker is there, the member stays in its group.
    if (cluster.isReplicated) expect(crashes.items).toEqual([]);
  },
  { timeoutMs: 400_000 },
);

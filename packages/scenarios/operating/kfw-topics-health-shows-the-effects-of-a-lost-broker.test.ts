/** Three brokers of Apache Kafka, one of which is killed. The embedded broker is alone, and says so. */
import { expect } from '@jest/globals';
import { makeTopicsApp } from '../src/apps/topics-app.js';
import { startDisturbedCluster } from '../src/clusters/disturbed-cluster.js';
import { inApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

interface Finding {
  readonly finding: string;
  readonly severity: string;
  readonly topic: string | null;
  readonly brokers?: number;
}

scenario(
  [],
  'kfw topics health shows the effects of a lost broker',
  async (world) => {
    const cluster = await startDisturbedCluster(world);
    const replicas = (count: number) => (cluster.isReplicated ? count : 1);
    const app = inApp(
      await makeTopicsApp(world, {
        topics: `
  topic('alone', { partitions: 1, replicationFactor: 1, config: { 'min.insync.replicas': 1 } });
  topic('spread', { partitions: 3, replicationFactor: 1, config: { 'min.insync.replicas': 1 } });
  topic('sound', { partitions: 1, replicationFactor: ${replicas(3)}, config: { 'min.insync.replicas': ${replicas(2)} } });
  topic('tight', { partitions: 3, replicationFactor: ${replicas(2)}, config: { 'min.insync.replicas': ${replicas(2)} } });`,
      }),
    );
    const toCluster = ['--brokers', cluster.addresses] as const;
    const health = async () => {
      const { code, json } = await app.kfw('topics', 'health', ...toCluster, '--json');
      const found = json<Finding>().map(({ finding, severity, topic }) => `${severity} ${topic ?? 'all'}: ${finding}`);
      return { code, found };
    };
    expect((await app.kfw('topics', 'apply', ...toCluster, '--yes')).code).toBe(0);
    if (!cluster.isReplicated) {
      expect(await health()).toEqual({ code: 0, found: ['info all: onlyBroker'] });
      return;
    }
    expect(await health()).toEqual({
      code: 1,
      found: ['error alone: oneReplica', 'error spread: oneReplica', 'error tight: noSpareReplica'],
    });
    const group = world.name('readers');
    const commit = ['replay', group, '--new-group', '--topic', 'spread', '--to', 'earliest', '--execute'];
    expect((await app.kfw(...commit, ...toCluster)).code).toBe(0);

    await (await cluster.leaderOf('alone', 0)).signal('SIGKILL');
    const after = await world.until('the loss of the broker', async () => {
      const seen = await health();
      return seen.found.includes('error alone: offlinePartitions') ? seen : undefined;
    });
    // A partition of three with two replicas each has both on the brokers that are left.
    expect(after).toEqual({
      code: 1,
      found: [
        'error alone: offlinePartitions',
        'error alone: oneReplica',
        'warning sound: underReplicated',
        'error spread: offlinePartitions',
        'error spread: oneReplica',
        'error tight: belowMinInSync',
        'error tight: noSpareReplica',
      ],
    });
    const [described] = (await app.kfw('topics', 'describe', 'alone', ...toCluster, '--json')).json<{
      readonly offsets: number | null;
      readonly partitions: readonly { readonly leader: number }[];
    }>();
    expect([described?.offsets, described?.partitions.map(({ leader }) => leader)]).toEqual([null, [-1]]);
    // The other partitions of a topic have their figures.
    const lag = await app.kfw('lag', group, ...toCluster, '--json');
    const ends = lag.json<{ readonly end: number | null }>().map(({ end }) => end);
    expect([lag.code, ends.sort(), lag.errors]).toEqual([0, [0, 0, null], expect.stringContaining('Without a leader')]);
    // A plan is made without the broker, and changes nothing.
    expect((await app.kfw('topics', 'plan', ...toCluster, '--detailed-exitcode')).code).toBe(0);
  },
  { timeoutMs: 240_000 },
);

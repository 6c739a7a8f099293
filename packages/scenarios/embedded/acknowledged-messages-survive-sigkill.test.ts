/**
 * The embedded broker is killed while batches and commits are on their way, and started again with its data: what it
 * acknowledged is there, once, in order. `KFW_KILLS` says how often; few times belong to every run. Apache Kafka, which
 * takes long to come back, shows with one that the scenario asks for nothing that Kafka does not hold.
 */
import { expect } from '@jest/globals';
import { Monitor, type Transport } from '@kfw/core';
import type { World } from '@kfw/test-cluster';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { type DisposableCluster, startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

const mostKills = Number(process.env.KFW_KILLS ?? 5);
const partitions = [0, 1, 2];
const batchSize = 20;

scenario(
  [],
  'acknowledged messages survive SIGKILL',
  async (world) => {
    const kills = world.cluster.kind === 'embedded' ? mostKills : 1;
    const cluster = await startDisposableCluster(world);
    const topic = world.name('numbers');
    const group = world.name('readers');
    const acknowledged = new Map<number, number[]>(partitions.map((partition) => [partition, []]));
    let committed = 0;
    let next = 0;

    for (let kill = 1; kill <= kills; kill++) {
      const transport = transportTo(cluster, world);
      await world.until('the broker', () => transport.connect().then(() => true));
      await transport.admin.createTopics([{ topic, partitions: partitions.length }]);
      const ends = await transport.admin.topicOffsets(topic);
      for (const { partition, high } of ends)
        expect(high).toBeGreaterThanOrEqual(acknowledged.get(partition)?.length ?? 0);
      expect(await committedOffset(transport, group, topic)).toBeGreaterThanOrEqual(committed);

      // Each kill comes after another number of acknowledged batches, while more are on their way.
      const killAfter = 1 + ((kill * 7) % 13);
      let batches = 0;
      let killing: Promise<void> | undefined;
      const sink = transport.sink({ acks: -1, compression: 'none', idempotent: true, requestTimeoutMs: 5_000 });
      await sink.connect();
      const writer = async (partition: number) => {
        for (;;) {
          const numbers = Array.from({ length: batchSize }, () => next++);
          const records = numbers.map((number) => ({ key: null, value: Buffer.from(`${number}`), headers: {} }));
          const [result] = await sink.send([{ topic, partition, records }]);
          if (result?.ok !== true) return;
          acknowledged.get(partition)?.push(...numbers);
          if (++batches === killAfter) killing = cluster.kill();
        }
      };
      const committer = async () => {
        for (let offset = committed + 1; killing === undefined; offset++) {
          await transport.admin.setGroupOffsets(group, [{ topic, partition: 0, offset }]);
          committed = offset;
        }
      };
      const over = [...partitions.map(writer), committer()];
      await Promise.allSettled(over);
      await killing;
      await Promise.allSettled([sink.disconnect(), transport.disconnect()]);
      await cluster.start();
    }

    const transport = transportTo(cluster, world);
    await transport.connect();
    const found = await readAll(world, transport, topic);
    expect(await committedOffset(transport, group, topic)).toBeGreaterThanOrEqual(committed);
    for (const partition of partitions) {
      const values = found.get(partition) ?? [];
      const known = new Set(acknowledged.get(partition));
      // A message in flight may be there or not; an acknowledged one is, once, in the order of sending.
      expect(values.filter((value) => known.has(value))).toEqual(acknowledged.get(partition));
      expect(new Set(values).size).toBe(values.length);
    }
    await transport.disconnect();
  },
  { timeoutMs: 60_000 + mostKills * 20_000 },
);

function transportTo(cluster: DisposableCluster, world: World): Transport {
  return createKafkajsTransport({
    clientId: world.name('client'),
    brokers: cluster.brokers.split(','),
    brokersSetting: 'the scenario',
    connectionTimeoutMs: 1_000,
    requestTimeoutMs: 5_000,
    monitor: new Monitor(),
  });
}

async function committedOffset(transport: Transport, group: string, topic: string): Promise<number> {
  const offsets = await transport.admin.groupOffsets(group, [topic]);
  return offsets.find(({ partition }) => partition === 0)?.offset ?? 0;
}

/** Every number by its partition, in the order of offsets. */
async function readAll(world: World, transport: Transport, topic: string): Promise<Map<number, number[]>> {
  const found = new Map<number, number[]>();
  const ends = await transport.admin.topicOffsets(topic);
  const total = ends.reduce((sum, { high, low }) => sum + high - low, 0);
  const seen = world.inbox<number>('records');
  const source = transport.source({
    group: world.name('reader'),
    topics: [{ topic, startFrom: 'earliest' }],
    sessionTimeoutMs: 10_000,
    heartbeatIntervalMs: 500,
    rebalanceTimeoutMs: 10_000,
    fetchMaxWaitMs: 100,
    maxBytesPerPartition: 1_048_576,
    maxBatchBytes: 67_108_864,
    maxBytes: 10_485_760,
    metadataMaxAgeMs: 60_000,
    createTopics: false,
  });
  await source.start({
    onBatch({ partition, records }) {
      for (const { value } of records) {
        found.set(partition, [...(found.get(partition) ?? []), Number(value?.toString())]);
        seen.push(partition);
      }
    },
    onJoined() {},
    onAssigned() {},
    async onRebalancing() {},
    async onRevoked() {},
    onCrash(error) {
      throw error;
    },
  });
  await seen.atLeast(total);
  await source.stop();
  return found;
}

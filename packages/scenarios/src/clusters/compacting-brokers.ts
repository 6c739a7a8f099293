/** A cluster that compacts at once. The embedded broker of all scenarios takes 15 seconds between two looks. */
import { startBroker } from '@kfw/broker';
import { createTopic, type World } from '@kfw/test-cluster';

/** Each batch closes the segment before it, if it is later by more than a millisecond. */
const settings = {
  'cleanup.policy': 'compact',
  'segment.ms': '1',
  'min.cleanable.dirty.ratio': '0.01',
};

export interface CompactingBrokers {
  /** As for `KFW_BROKERS`. */
  readonly brokers: string;
  readonly port: number;
  /** Of this scenario alone, with one partition. */
  readonly topic: string;
}

/** With a topic whose tombstones stay so long after compaction first met them. */
export async function compactingBrokers(world: World, deleteRetentionMs: number): Promise<CompactingBrokers> {
  const brokers = world.cluster.kind === 'embedded' ? await ownBroker(world) : world.cluster.brokers;
  const port = Number(brokers.split(',')[0]?.split(':').at(-1));
  const topic = world.name('states');
  const deleteRetention = { 'delete.retention.ms': String(deleteRetentionMs) };
  await createTopic(port, {
    name: topic,
    partitions: 1,
    replication: -1,
    settings: { ...settings, ...deleteRetention },
  });
  return { brokers, port, topic };
}

async function ownBroker(world: World): Promise<string> {
  const broker = await startBroker({ compactionBackoffMs: 50 });
  world.after(() => broker.stop());
  return broker.address;
}

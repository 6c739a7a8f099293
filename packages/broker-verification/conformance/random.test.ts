/**
 * Mutated requests of every API, and walks through a log and through transactions, by chance with a seed. The seed is in
 * the name of each case; `KFW_DIFFERENTIAL_SEED` repeats a run and `KFW_DIFFERENTIAL_REQUESTS` makes it longer.
 */
import { Random } from '@kfw/test-cluster';
import { differential } from '../src/differential/differential.js';
import { mutated } from '../src/differential/mutate.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { schemaOf } from '../src/differential/protocol/protocol.js';
import { makeBatch } from '../src/differential/record-batches.js';
import { fetchAll } from './asking.js';
import { walkLog, walkTransactions } from './walks.js';

/** The same in CI, where a change is to be judged, and not chance. */
const byChance = process.env.CI ? 1 : Date.now() % 1_000_000;
const seed = Number(process.env.KFW_DIFFERENTIAL_SEED ?? byChance);
const requests = Number(process.env.KFW_DIFFERENTIAL_REQUESTS ?? 40);

/** A valid request of each API; those that could harm a cluster that others use only check, or are about nothing. */
const valid: Readonly<Record<string, (topic: string, group: string) => BodyTemplate>> = {
  Produce: (topic) => ({
    topics: [
      { name: topic, partitions: [{ index: 0, records: makeBatch({ values: ['a', 'b'], keys: ['k', null] }) }] },
    ],
  }),
  Fetch: (topic) => ({ topics: [{ topic, partitions: [{ partition: 0, fetch_offset: 1 }] }] }),
  ListOffsets: (topic) => ({ topics: [{ name: topic, partitions: [{ index: 0, timestamp: -1 }] }] }),
  Metadata: (topic) => ({ topics: [topic] }),
  OffsetCommit: (topic, group) => ({
    group_id: group,
    topics: [{ name: topic, partitions: [{ index: 0, offset: 5, metadata: 'text' }] }],
  }),
  OffsetFetch: (topic, group) => ({ group_id: group, topics: [{ name: topic, partitions: [0] }] }),
  FindCoordinator: (_topic, group) => ({ key: group }),
  Heartbeat: (_topic, group) => ({ group_id: group, generation_id: 1, member_id: 'nobody' }),
  LeaveGroup: (_topic, group) => ({ group_id: group, members: [{ member_id: 'nobody' }] }),
  SyncGroup: (_topic, group) => ({
    group_id: group,
    generation_id: 1,
    member_id: 'nobody',
    assignments: [{ member_id: 'nobody', assignment: Buffer.from('all') }],
  }),
  DescribeGroups: (_topic, group) => ({ groups: [group] }),
  SaslHandshake: () => ({ mechanism: 'PLAIN' }),
  CreateTopics: (topic) => ({
    topics: [
      {
        name: `${topic}-new`,
        num_partitions: 1,
        replication_factor: 1,
        configs: [{ name: 'retention.ms', value: '1000' }],
      },
    ],
    validate_only: true,
  }),
  DeleteTopics: (topic) => ({ names: [`${topic}-unknown`] }),
  DeleteRecords: (topic) => ({ topics: [{ name: topic, partitions: [{ index: 0, offset: 0 }] }] }),
  InitProducerId: () => ({ transactional_id: null }),
  AddPartitionsToTxn: (topic) => ({
    transactional_id: 'nobody',
    producer_id: 900_000n,
    topics: [{ name: topic, partitions: [0] }],
  }),
  AddOffsetsToTxn: (_topic, group) => ({ transactional_id: 'nobody', producer_id: 900_000n, group_id: group }),
  EndTxn: () => ({ transactional_id: 'nobody', producer_id: 900_000n, committed: true }),
  TxnOffsetCommit: (topic, group) => ({
    transactional_id: 'nobody',
    group_id: group,
    producer_id: 900_000n,
    topics: [{ name: topic, partitions: [{ index: 0, offset: 5, metadata: 'text' }] }],
  }),
  DescribeConfigs: (topic) => ({ resources: [{ type: 2, name: topic, keys: ['retention.ms', 'segment.ms'] }] }),
  AlterConfigs: (topic) => ({
    resources: [{ type: 2, name: topic, configs: [{ name: 'retention.ms', value: '1000' }] }],
    validate_only: true,
  }),
  CreatePartitions: (topic) => ({ topics: [{ name: topic, count: 2 }], validate_only: true }),
  IncrementalAlterConfigs: (topic) => ({
    resources: [{ type: 2, name: topic, configs: [{ name: 'cleanup.policy', operation: 2, value: 'compact' }] }],
    validate_only: true,
  }),
};

async function mutations(pair: PairedConnection, api: string, random: Random): Promise<void> {
  const make = valid[api];
  if (make === undefined) throw new Error(`There is no request of ${api}`);
  const [topic, group] = [await newTopic(pair), pair.caseLog.name('group')];
  const body = make(topic, group);
  // Older ones create every topic that they name.
  const versions = pair.caseLog.versionsOf(api).filter((version) => api !== 'Metadata' || version >= 4);
  for (let count = 0; count < requests; count++) {
    const version = versions[random.between(0, versions.length - 1)] ?? 0;
    await pair.ask(api, version, mutated(schemaOf(api), version, body, random, [topic, group]));
  }
  await fetchAll(pair, topic);
}

differential('random', (compare) => {
  Object.keys(valid).forEach((api, at) => {
    const own = seed + at;
    compare(`mutations of ${api} (seed ${seed})`, (pair) => mutations(pair, api, new Random(own)));
  });
  compare(`a walk through a log (seed ${seed})`, (pair) => walkLog(pair, new Random(seed), requests * 3));
  compare(`a walk through transactions (seed ${seed})`, (pair) =>
    walkTransactions(pair, new Random(seed), requests * 3),
  );
});

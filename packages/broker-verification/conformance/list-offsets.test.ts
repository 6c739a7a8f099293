/** ListOffsets and DeleteRecords on both brokers. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { makeBatch } from '../src/differential/record-batches.js';
import { fetchAll, fill } from './asking.js';

const at = (
  name: string | null,
  timestamp: number | bigint,
  fields: BodyTemplate = {},
  request: BodyTemplate = {},
) => ({
  ...request,
  topics: [{ name, partitions: [{ index: 0, timestamp, ...fields }] }],
});

const before = (name: string | null, offset: number | bigint, index = 0, request: BodyTemplate = {}): BodyTemplate => ({
  ...request,
  topics: [{ name, partitions: [{ index, offset }] }],
});

async function timed(pair: PairedConnection): Promise<string> {
  const topic = await newTopic(pair);
  await fill(pair, topic, [
    makeBatch({ values: ['a', 'b'], timestamps: [100, 200] }),
    makeBatch({ values: ['c', 'd'], timestamps: [400, 300], attributes: 1, pack: (records) => gzipSync(records) }),
    makeBatch({
      values: ['e', 'f'],
      timestamps: [250, 500],
      attributes: 4,
      pack: (records) => zstdCompressSync(records),
    }),
  ]);
  return topic;
}

differential('list-offsets', (compare) => {
  compare('every special time, those of later versions and those that do not exist', async (pair) => {
    const topic = await timed(pair);
    const empty = await newTopic(pair);
    for (const timestamp of [-1, -2, -3, -4, -5, -6, -7, -100, -(2n ** 63n)]) {
      pair.caseLog.note(`time ${timestamp}`);
      await pair.askEach('ListOffsets', at(topic, timestamp));
      await pair.askEach('ListOffsets', at(empty, timestamp));
    }
  });

  compare('times before, at, between and after records', async (pair) => {
    const topic = await timed(pair);
    for (const timestamp of [0, 1, 99, 100, 101, 200, 201, 300, 301, 399, 400, 401, 500, 501, 2n ** 63n - 1n]) {
      pair.caseLog.note(`time ${timestamp}`);
      await pair.askEach('ListOffsets', at(topic, timestamp));
    }
    await pair.ask('ListOffsets', 5, at(await newTopic(pair), 0));
  });

  compare('resources that do not exist', async (pair) => {
    const topic = await newTopic(pair);
    for (const index of [1, -1, 2 ** 31 - 1]) await pair.askEach('ListOffsets', at(topic, -1, { index }));
    for (const name of [pair.caseLog.name('unknown'), '', '.', 'a b', 'x'.repeat(250), null]) {
      await pair.askEach('ListOffsets', at(name, -1));
    }
    await pair.askEach('ListOffsets', { topics: [] });
    await pair.askEach('ListOffsets', { topics: null });
    await pair.askEach('ListOffsets', { topics: [{ name: topic, partitions: [] }] });
    await pair.askEach('ListOffsets', { topics: [{ name: topic, partitions: null }] });
  });

  compare('the same partition twice, and the same topic twice', async (pair) => {
    const topic = await timed(pair);
    pair.caseLog.note('named twice');
    const [first, last] = [
      { index: 0, timestamp: -2 },
      { index: 0, timestamp: -1 },
    ];
    await pair.askEach('ListOffsets', { topics: [{ name: topic, partitions: [first, last] }] });
    await pair.askEach('ListOffsets', {
      topics: [
        { name: topic, partitions: [first] },
        { name: topic, partitions: [last] },
      ],
    });
    await pair.ask('ListOffsets', 5, {
      topics: [{ name: topic, partitions: [last, first, { index: 7, timestamp: -1 }] }],
    });
  });

  compare('leader epochs, replicas and isolation levels', async (pair) => {
    const topic = await timed(pair);
    for (const current_leader_epoch of [0, 1, -1, -2]) {
      await pair.ask('ListOffsets', 4, at(topic, -1, { current_leader_epoch }));
      await pair.ask('ListOffsets', 5, at(topic, 100, { current_leader_epoch }));
    }
    for (const replica_id of [-2, 1, 5, -3]) await pair.ask('ListOffsets', 5, at(topic, -1, {}, { replica_id }));
    for (const isolation_level of [0, 1, 2, -1]) {
      await pair.askEach('ListOffsets', at(topic, -1, {}, { isolation_level }));
      await pair.askEach('ListOffsets', at(topic, 450, {}, { isolation_level }));
    }
  });

  compare('deleting records: allowed and not allowed', async (pair) => {
    const topic = await timed(pair);
    for (const offset of [0, 3, 2, 3, 7, -2, -100, 2n ** 63n - 1n, 6, 0, -1]) {
      pair.caseLog.note(`before ${offset}`);
      await pair.askEach('DeleteRecords', before(topic, offset));
    }
    await fetchAll(pair, topic);
    await pair.ask('ListOffsets', 5, at(topic, 0));
    await fill(pair, topic, [makeBatch()]);
    await fetchAll(pair, topic);
  });

  compare('deleting records of topics and partitions that do not exist', async (pair) => {
    const topic = await timed(pair);
    for (const index of [1, -1, 2 ** 31 - 1]) await pair.askEach('DeleteRecords', before(topic, 0, index));
    for (const name of [pair.caseLog.name('unknown'), '', 'a b', 'x'.repeat(250), null]) {
      await pair.askEach('DeleteRecords', before(name, 0));
    }
    await pair.askEach('DeleteRecords', { topics: [] });
    await pair.askEach('DeleteRecords', { topics: null });
    await pair.askEach('DeleteRecords', { topics: [{ name: topic, partitions: [] }] });
    for (const timeout_ms of [0, -1]) await pair.askEach('DeleteRecords', before(topic, 1, 0, { timeout_ms }));
  });

  compare('deleting records of the same partition twice, and of several', async (pair) => {
    const topic = await timed(pair);
    const other = await newTopic(pair, { partitions: 2 });
    pair.caseLog.note('named twice');
    await pair.ask('DeleteRecords', 1, {
      topics: [
        {
          name: topic,
          partitions: [
            { index: 0, offset: 1 },
            { index: 0, offset: 2 },
          ],
        },
      ],
    });
    pair.caseLog.note('several');
    await pair.ask('DeleteRecords', 1, {
      topics: [
        {
          name: other,
          partitions: [
            { index: 0, offset: 0 },
            { index: 1, offset: 1 },
          ],
        },
        { name: topic, partitions: [{ index: 0, offset: 3 }] },
      ],
    });
    await fetchAll(pair, topic);
  });

  compare('deleting records of compacted topics', async (pair) => {
    for (const policy of ['compact', 'compact,delete', 'delete']) {
      const topic = await newTopic(pair, { configs: { 'cleanup.policy': policy } });
      await fill(pair, topic, [makeBatch({ keys: ['k'] })]);
      await pair.askEach('DeleteRecords', before(topic, 1));
      await fetchAll(pair, topic);
    }
  });
});

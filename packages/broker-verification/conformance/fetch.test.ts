/** Fetch, at every offset and with every limit, on both brokers. */
import { gzipSync } from 'node:zlib';
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { makeBatch } from '../src/differential/record-batches.js';
import { fill } from './asking.js';
import { begin } from './transactional-producer.js';

const from = (topic: string | null, fields: BodyTemplate = {}, request: BodyTemplate = {}): BodyTemplate => ({
  ...request,
  topics: [{ topic, partitions: [{ partition: 0, ...fields }] }],
});

/** Three batches: offsets 0–2, 3–4 and 5. */
async function threeBatches(pair: PairedConnection, configs = {}): Promise<string> {
  const topic = await newTopic(pair, { configs });
  await fill(pair, topic, [
    makeBatch({ values: ['a', 'b', 'c'] }),
    makeBatch({ values: ['d', 'e'], attributes: 1, pack: (records) => gzipSync(records) }),
    makeBatch({ values: ['f'.repeat(500)] }),
  ]);
  return topic;
}

differential('fetch', (compare) => {
  compare('every offset in every version: before the start, within batches, at the end, after it', async (pair) => {
    const topic = await threeBatches(pair);
    for (const fetch_offset of [0, 1, 2, 3, 4, 5, 6, 7, 100, -1, -2, -3, 2n ** 63n - 1n, -(2n ** 63n)]) {
      pair.caseLog.note(`offset ${fetch_offset}`);
      await pair.askEach('Fetch', from(topic, { fetch_offset }));
    }
  });

  compare('every limit of bytes', async (pair) => {
    const topic = await threeBatches(pair);
    for (const bytes of [0, 1, 60, 61, 80, 100, 200, 300, 1_000, -1, -100, 2 ** 31 - 1, -(2 ** 31)]) {
      pair.caseLog.note(`${bytes} bytes`);
      await pair.ask('Fetch', 11, from(topic, { partition_max_bytes: bytes }));
      await pair.ask('Fetch', 11, from(topic, {}, { max_bytes: bytes }));
      await pair.ask('Fetch', 11, from(topic, { fetch_offset: 3, partition_max_bytes: bytes }, { max_bytes: bytes }));
      await pair.ask('Fetch', 4, from(topic, { partition_max_bytes: bytes }));
    }
  });

  compare('limits over several partitions', async (pair) => {
    const topic = await newTopic(pair, { partitions: 3 });
    for (const index of [0, 1, 2]) await fill(pair, topic, [makeBatch({ values: ['x'.repeat(300)] })], index);
    const partitions = [2, 0, 1].map((partition) => ({ partition }));
    for (const max_bytes of [0, 1, 370, 380, 700, 800, 1_000, 2_000]) {
      pair.caseLog.note(`${max_bytes} bytes`);
      await pair.ask('Fetch', 11, { max_bytes, topics: [{ topic, partitions }] });
    }
    const small = partitions.map((each) => ({ ...each, partition_max_bytes: 10 }));
    await pair.ask('Fetch', 11, { topics: [{ topic, partitions: small }] });
  });

  compare('waiting for bytes that do not come, and for bytes that do', async (pair) => {
    const topic = await newTopic(pair);
    for (const max_wait_ms of [0, 1, 50, -1]) await pair.askEach('Fetch', from(topic, {}, { max_wait_ms }));
    for (const min_bytes of [0, -1, 2 ** 31 - 1]) {
      await pair.ask('Fetch', 11, from(topic, {}, { min_bytes, max_wait_ms: 20 }));
    }
    const waiting = pair.another().ask('Fetch', 11, from(topic, {}, { max_wait_ms: 8_000 }));
    await fill(pair, topic, [makeBatch()]);
    await waiting;
    const both = pair.another().ask('Fetch', 11, from(topic, {}, { max_wait_ms: 8_000, min_bytes: 100 }));
    await fill(pair, topic, [makeBatch()]);
    await both;
  });

  compare('resources that do not exist', async (pair) => {
    const topic = await newTopic(pair);
    for (const partition of [1, -1, 2 ** 31 - 1]) await pair.askEach('Fetch', from(topic, { partition }));
    for (const name of [pair.caseLog.name('unknown'), '', '..', 'a b', 'x'.repeat(250)]) {
      await pair.askEach('Fetch', from(name));
    }
    await pair.askEach('Fetch', from(null));
    await pair.askEach('Fetch', { topics: [] });
    await pair.askEach('Fetch', { topics: null });
    await pair.askEach('Fetch', { topics: [{ topic, partitions: [] }] });
    await pair.askEach('Fetch', { topics: [{ topic, partitions: null }] });
    await pair.ask('Fetch', 11, { topics: [], max_wait_ms: 20 });
  });

  compare('some that exist and some that do not', async (pair) => {
    const topic = await threeBatches(pair);
    const partitions = [{ partition: 5 }, { partition: 0 }, { partition: 0, fetch_offset: 99 }];
    await pair.askEach('Fetch', {
      max_wait_ms: 5_000,
      topics: [
        { topic: pair.caseLog.name('unknown'), partitions: [{ partition: 0 }] },
        { topic, partitions: partitions.slice(0, 2) },
      ],
    });
  });

  compare('the same partition twice, and the same topic twice', async (pair) => {
    const topic = await threeBatches(pair);
    pair.caseLog.note('named twice');
    await pair.askEach('Fetch', {
      topics: [{ topic, partitions: [{ partition: 0 }, { partition: 0, fetch_offset: 5 }] }],
    });
    pair.caseLog.note('a topic named twice');
    const two = await newTopic(pair, { partitions: 2 });
    await fill(pair, two, [makeBatch()], 1);
    await pair.ask('Fetch', 11, {
      topics: [
        { topic: two, partitions: [{ partition: 0 }] },
        { topic, partitions: [{ partition: 0, fetch_offset: 5 }] },
        { topic: two, partitions: [{ partition: 1 }] },
      ],
    });
  });

  compare('a reader of committed records that waits while an open transaction appends', async (pair) => {
    const topic = await newTopic(pair);
    const producer = await begin(pair.another());
    await producer.add(topic, 0);
    const waiting = pair.ask('Fetch', 11, from(topic, {}, { isolation_level: 1, max_wait_ms: 1_000 }));
    await producer.produce(topic);
    await waiting;
    await producer.end(false);
  });

  compare('leader epochs', async (pair) => {
    const topic = await threeBatches(pair);
    for (const current_leader_epoch of [0, 1, -1, -2, 100]) {
      await pair.ask('Fetch', 11, from(topic, { current_leader_epoch }));
      await pair.ask('Fetch', 9, from(topic, { current_leader_epoch }));
    }
  });

  compare('replicas and isolation levels that do not exist', async (pair) => {
    const topic = await threeBatches(pair);
    for (const replica_id of [-2, -3]) await pair.ask('Fetch', 11, from(topic, {}, { replica_id }));
    for (const isolation_level of [0, 1, 2, -1, 127]) await pair.askEach('Fetch', from(topic, {}, { isolation_level }));
    await pair.ask('Fetch', 11, from(topic, {}, { rack_id: 'somewhere' }));
    await pair.ask('Fetch', 11, from(topic, {}, { rack_id: null }));
    pair.caseLog.note('another broker');
    await pair.ask('Fetch', 11, from(topic, {}, { replica_id: 5 }));
  });

  compare('sessions that do not exist', async (pair) => {
    const topic = await threeBatches(pair);
    for (const [session_id, session_epoch] of [
      [0, 1],
      [5, 1],
      [5, -1],
      [5, 0],
      [0, 5],
      [-1, 3],
      [7, -2],
    ] as const) {
      pair.caseLog.note(`session ${session_id}, epoch ${session_epoch}`);
      await pair.ask('Fetch', 11, from(topic, {}, { session_id, session_epoch }));
      await pair.ask('Fetch', 7, from(topic, {}, { session_id, session_epoch }));
    }
  });

  compare('a session that begins', async (pair) => {
    const topic = await threeBatches(pair);
    await pair.ask('Fetch', 11, from(topic, {}, { session_id: 0, session_epoch: 0 }));
    await pair.ask('Fetch', 7, from(pair.caseLog.name('unknown'), {}, { session_id: 0, session_epoch: 0 }));
    await pair.ask('Fetch', 7, { topics: [], session_id: 0, session_epoch: 0 });
  });

  compare('forgotten topics outside of sessions', async (pair) => {
    const topic = await threeBatches(pair);
    const forgotten_topics = [{ topic, partitions: [0] }];
    await pair.ask('Fetch', 11, from(topic, {}, { forgotten_topics }));
    await pair.ask('Fetch', 11, from(topic, {}, { forgotten_topics: null }));
  });

  compare('a log whose beginning was deleted', async (pair) => {
    const topic = await threeBatches(pair);
    await pair.ask('DeleteRecords', 1, { topics: [{ name: topic, partitions: [{ index: 0, offset: 4 }] }] });
    for (const fetch_offset of [0, 3, 4, 5, 6]) await pair.askEach('Fetch', from(topic, { fetch_offset }));
    await pair.ask('DeleteRecords', 1, { topics: [{ name: topic, partitions: [{ index: 0, offset: -1 }] }] });
    for (const fetch_offset of [5, 6, 7]) await pair.ask('Fetch', 11, from(topic, { fetch_offset }));
  });
});

/** Produce, and the produced records, on both brokers. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { differential } from '../src/differential/differential.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { type BatchGiven, makeBatch, someTime } from '../src/differential/record-batches.js';
import { fetchAll } from './asking.js';
import { begin } from './transactional-producer.js';

const partition = (records: Buffer | null, index = 0) => ({ index, records });
const one = (name: string | null, records: Buffer | null, index = 0): BodyTemplate => ({
  topics: [{ name, partitions: [partition(records, index)] }],
});

/** Each batch goes to the topic in version 8, whose response says most, and then the log is compared. */
async function batches(
  pair: PairedConnection,
  given: Readonly<Record<string, BatchGiven | Buffer | null>>,
  configs = {},
  about?: string,
) {
  const topic = await newTopic(pair, { configs });
  for (const [what, each] of Object.entries(given)) {
    pair.caseLog.note(about ?? what);
    await pair.ask('Produce', 8, one(topic, each === null || Buffer.isBuffer(each) ? each : makeBatch(each)));
  }
  pair.caseLog.note(about ?? 'what is there');
  await fetchAll(pair, topic);
}

differential('produce', (compare) => {
  compare('a batch in every version, with every value of acks', async (pair) => {
    const topic = await newTopic(pair);
    await pair.askEach('Produce', one(topic, makeBatch({ values: ['a', null, 'c'], keys: ['k', null, 'l'] })));
    for (const acks of [1, 0, -1]) {
      if (acks === 0) await pair.sendOnly('Produce', 7, { ...one(topic, makeBatch()), acks });
      else await pair.ask('Produce', 7, { ...one(topic, makeBatch()), acks });
    }
    await fetchAll(pair, topic);
  });

  compare('values of acks that do not exist', async (pair) => {
    const topic = await newTopic(pair);
    for (const acks of [2, -2, 32_767, -32_768]) {
      await pair.askEach('Produce', { ...one(topic, makeBatch()), acks });
    }
    await fetchAll(pair, topic);
  });

  compare('acks 0 for a batch that cannot be written: the connection shows it', async (pair) => {
    const topic = await newTopic(pair);
    await pair.sendOnly('Produce', 7, { ...one(pair.caseLog.name('unknown'), makeBatch()), acks: 0 });
    await pair.sendOnly('Produce', 7, { ...one(topic, makeBatch(), 5), acks: 0 });
    await pair.sendOnly('Produce', 7, { ...one(topic, makeBatch({ crcOff: 1 })), acks: 0 });
    await pair.sendOnly('Produce', 7, { topics: [], acks: 0 });
    await fetchAll(pair, topic);
  });

  compare('topics and partitions that do not exist', async (pair) => {
    const topic = await newTopic(pair);
    const batch = makeBatch();
    for (const name of [pair.caseLog.name('unknown'), '', '.', 'a b', 'x'.repeat(250), 'x'.repeat(32_767)]) {
      await pair.askEach('Produce', one(name, batch));
    }
    for (const index of [1, -1, 2 ** 31 - 1, -(2 ** 31)]) await pair.askEach('Produce', one(topic, batch, index));
    await pair.askEach('Produce', one(null, batch));
    await fetchAll(pair, topic);
  });

  compare('nothing, and null where null is not allowed', async (pair) => {
    const topic = await newTopic(pair);
    await pair.askEach('Produce', { topics: [] });
    await pair.askEach('Produce', { topics: null });
    await pair.askEach('Produce', { topics: [{ name: topic, partitions: [] }] });
    await pair.askEach('Produce', { topics: [{ name: topic, partitions: null }] });
    await pair.askEach('Produce', one(topic, Buffer.alloc(0)));
    await fetchAll(pair, topic);
  });

  compare('no records', async (pair) => {
    const topic = await newTopic(pair);
    pair.caseLog.note('null records');
    await pair.askUnanswered('Produce', 7, one(topic, null));
    await fetchAll(pair, topic);
  });

  compare('several topics and partitions, some of them wrong', async (pair) => {
    const topics = [await newTopic(pair, { partitions: 3 }), await newTopic(pair)];
    await pair.askEach('Produce', {
      topics: [
        ...topics.map((name) => ({
          name,
          partitions: [0, 1, 2, 3].map((index) => partition(makeBatch({ crcOff: index % 2 }), index)),
        })),
        { name: pair.caseLog.name('unknown'), partitions: [partition(makeBatch())] },
      ],
    });
    for (const topic of topics) await fetchAll(pair, topic);
  });

  compare('the same topic and the same partition twice in one request', async (pair) => {
    const topic = await newTopic(pair, { partitions: 2 });
    pair.caseLog.note('named twice');
    const twice = [partition(makeBatch({ values: ['first'] })), partition(makeBatch({ values: ['second'] }))];
    await pair.ask('Produce', 7, { topics: [{ name: topic, partitions: twice }] });
    await pair.ask('Produce', 7, {
      topics: [
        { name: topic, partitions: [partition(makeBatch({ values: ['third'] }), 1)] },
        { name: topic, partitions: [partition(makeBatch({ values: ['fourth'] }), 0)] },
      ],
    });
    await fetchAll(pair, topic, 2);
  });

  compare('a timeout of every kind', async (pair) => {
    const topic = await newTopic(pair);
    for (const timeout_ms of [0, -1, 1, 2 ** 31 - 1]) {
      await pair.ask('Produce', 7, { ...one(topic, makeBatch()), timeout_ms });
    }
  });

  compare('batches whose head is wrong', (pair) =>
    batches(pair, {
      'a wrong checksum': { crcOff: 1 },
      'magic 0': { magic: 0 },
      'magic 1': { magic: 1 },
      'magic 3': { magic: 3 },
      'magic -1': { magic: -1 },
      'a count that is too large': { values: ['a', 'b'], count: 3 },
      'a count that is too small': { values: ['a', 'b'], count: 1 },
      'a count of 0': { values: ['a'], count: 0 },
      'a negative count': { values: ['a'], count: -1 },
      'no records, and a count of 0': { values: [], count: 0, lastOffsetDelta: 0 },
      'no records at all': { values: [], count: 0, lastOffsetDelta: -1 },
      'a last offset that is too large': { values: ['a', 'b'], lastOffsetDelta: 5 },
      'a last offset that is too small': { values: ['a', 'b'], lastOffsetDelta: 0 },
      'a negative last offset': { lastOffsetDelta: -1 },
      'a base offset of its own': { baseOffset: 77n },
      'a negative base offset': { baseOffset: -1n },
      'a leader epoch of its own': { leaderEpoch: 9 },
      'a control batch': { attributes: 0x20 },
      'a control batch of a producer': { attributes: 0x20, producerId: 4_711n },
      'a delete horizon': { attributes: 0x40 },
      'an attribute that nobody knows': { attributes: 0x80 },
      'a compression that nobody knows': { attributes: 5 },
      'a length that is too large': { lengthOff: 1 },
      'a length that is much too large': { lengthOff: 1_000_000 },
      'a length that is too small': { lengthOff: -1 },
      'a length shorter than a head': { lengthOff: -30 },
      'a length of almost nothing': { lengthOff: -60 },
      'a negative length': { lengthOff: -100_000 },
      'a good one': {},
    }),
  );

  compare('batches that are cut off, doubled, or not a batch', (pair) =>
    batches(pair, {
      'one byte': Buffer.from([0]),
      'half a head': makeBatch().subarray(0, 30),
      'a head without its records': makeBatch().subarray(0, 61),
      'all but the last byte': makeBatch().subarray(0, -1),
      'a byte too many': Buffer.concat([makeBatch(), Buffer.from([0])]),
      'a head too many': Buffer.concat([makeBatch(), makeBatch().subarray(0, 61)]),
      'two batches': Buffer.concat([makeBatch({ values: ['a'] }), makeBatch({ values: ['b'] })]),
      'a thousand zeros': Buffer.alloc(1_000),
      'a thousand ones': Buffer.alloc(1_000, 0xff),
    }),
  );

  compare('records that contradict the header of their batch', (pair) =>
    batches(
      pair,
      {
        'records that end too early': { values: ['a', 'b'], pack: (records) => records.subarray(0, -1) },
        'records that end too late': { values: ['a'], pack: (records) => Buffer.concat([records, Buffer.from([0])]) },
        'invalid gzip': { values: ['a'], attributes: 1 },
        'invalid zstd': { values: ['a'], attributes: 4 },
        'long before everything': { timestamps: [-100] },
        'with a highest time that is too small': { maxTimestamp: someTime - 5 },
        'with a highest time in a hundred years': { maxTimestamp: 4_800_000_000_000 },
        'log append time': { attributes: 0x08 },
      },
      {},
      'records behind a head',
    ),
  );

  compare('records of every kind of packing', (pair) =>
    batches(pair, {
      'offsets that are not in their order': { values: ['a', 'b'], offsetDeltas: [1, 0] },
      'offsets with a gap': { values: ['a', 'b'], offsetDeltas: [0, 5] },
      'records of nothing': { values: ['a'], pack: () => Buffer.alloc(0) },
      gzip: { values: ['a', 'b'], attributes: 1, pack: (records) => gzipSync(records) },
      zstd: { values: ['a', 'b'], attributes: 4, pack: (records) => zstdCompressSync(records) },
    }),
  );

  compare('zstd in versions that do not know it', async (pair) => {
    const topic = await newTopic(pair);
    const pack = (records: Buffer) => zstdCompressSync(records);
    await pair.askEach('Produce', one(topic, makeBatch({ attributes: 4, pack })));
    await pair.ask('Fetch', 10, { topics: [{ topic, partitions: [{ partition: 0 }] }] });
    await pair.ask('Fetch', 9, { topics: [{ topic, partitions: [{ partition: 0 }] }] });
  });

  compare('records that are too large for their topic', async (pair) => {
    await batches(
      pair,
      {
        'just below': { values: ['x'.repeat(900)] },
        above: { values: ['x'.repeat(1_100)] },
        'many small ones': { values: Array.from({ length: 100 }, () => 'x'.repeat(10)) },
        'above, and with a wrong checksum': { values: ['x'.repeat(1_100)], crcOff: 1 },
      },
      { 'max.message.bytes': '1000' },
    );
  });

  compare('records that are too large for their topic segments', (pair) =>
    batches(
      pair,
      { above: { values: ['x'.repeat(1_048_576)] }, below: { values: ['x'.repeat(1_000_000)] } },
      { 'segment.bytes': '1048576', 'max.message.bytes': '2000000' },
    ),
  );

  compare('times that are far away', (pair) =>
    batches(
      pair,
      {
        'long ago': { timestamps: [1] },
        'before everything': { timestamps: [-1] },
        'in a hundred years': { timestamps: [4_800_000_000_000] },
        'in the past, and one in a hundred years': { values: ['a', 'b'], timestamps: [someTime, 4_800_000_000_000] },
      },
      {},
    ),
  );

  compare('times that are further away than the topic allows', (pair) =>
    batches(
      pair,
      { 'long ago': {}, now: { timestamps: [Math.floor(Date.now() / 1000) * 1000] } },
      { 'message.timestamp.before.max.ms': '60000' },
    ),
  );

  compare('a topic with timestamps of the broker', (pair) =>
    batches(
      pair,
      {
        'a time of its own': {},
        'no time': { timestamps: [-1] },
        'a time of every record': { values: ['a', 'b'], timestamps: [5, 9] },
      },
      { 'message.timestamp.type': 'LogAppendTime' },
    ),
  );

  compare('a compacted topic, and records with and without keys', (pair) =>
    batches(
      pair,
      {
        'no key': { values: ['a'] },
        'a key': { values: ['a'], keys: ['k'] },
        'a key and no key': { values: ['a', 'b'], keys: ['k', null] },
        'a tombstone': { values: [null], keys: ['k'] },
        'a hundred without keys': { values: Array.from({ length: 100 }, () => 'a') },
        'no key, and a time in a hundred years': { values: ['a'], timestamps: [4_800_000_000_000] },
        'one without a key, and one in a hundred years': {
          values: ['a', 'b'],
          keys: [null, 'k'],
          timestamps: [someTime, 4_800_000_000_000],
        },
        'no key, compressed': { values: ['a'], attributes: 1, pack: (records) => gzipSync(records) },
        'a key, compressed': { values: ['a'], keys: ['k'], attributes: 1, pack: (records) => gzipSync(records) },
      },
      { 'cleanup.policy': 'compact' },
    ),
  );

  compare('an idempotent producer: sequences and epochs', (pair) =>
    batches(pair, {
      first: { producerId: 4_711n },
      again: { producerId: 4_711n },
      'with a gap': { producerId: 4_711n, baseSequence: 5 },
      next: { producerId: 4_711n, baseSequence: 1, values: ['a', 'b'] },
      'a part of what was': { producerId: 4_711n, baseSequence: 2, values: ['b'] },
      'the first again': { producerId: 4_711n, baseSequence: 0 },
      'a newer epoch that does not begin at 0': { producerId: 4_711n, producerEpoch: 1, baseSequence: 3 },
      'a newer epoch': { producerId: 4_711n, producerEpoch: 1, baseSequence: 0 },
      'the older epoch': { producerId: 4_711n, producerEpoch: 0, baseSequence: 3 },
      'another producer that does not begin at 0': { producerId: 4_712n, baseSequence: 9 },
      'without a sequence': { producerId: 4_713n, baseSequence: -1 },
      'without an epoch': { producerId: 4_713n, producerEpoch: -1, baseSequence: 0 },
      'a sequence without a producer': { producerId: -1n, producerEpoch: -1, baseSequence: 5 },
      'an epoch without a producer': { producerId: -1n, producerEpoch: 3, baseSequence: -1 },
      'a negative producer': { producerId: -2n, producerEpoch: 0, baseSequence: 0 },
      'the end of sequences': { producerId: 4_714n, baseSequence: 2 ** 31 - 1 },
      'beyond the end of sequences': { producerId: 4_714n, baseSequence: 0 },
      'over the end of sequences': { producerId: 4_714n, baseSequence: 1, values: ['a'] },
      'the last epoch': { producerId: 4_715n, producerEpoch: 32_767 },
    }),
  );

  compare('an idempotent producer: the last five batches are remembered', async (pair) => {
    const given = Array.from({ length: 7 }, (_, at) => ({ producerId: 4_711n, baseSequence: at }));
    const all = [...given, ...given].map((batch, at) => [`batch ${at}`, batch] as const);
    await batches(pair, Object.fromEntries(all));
  });

  compare('a transactional id with batches that are not part of a transaction', async (pair) => {
    const topic = await newTopic(pair);
    for (const transactional_id of [pair.caseLog.name('nobody'), '']) {
      await pair.askEach('Produce', { ...one(topic, makeBatch()), transactional_id });
      await pair.askEach('Produce', { ...one(topic, makeBatch({ producerId: 4_711n })), transactional_id });
    }
    await fetchAll(pair, topic);
  });

  compare('a batch of a transaction without one', async (pair) => {
    const topic = await newTopic(pair);
    await begin(pair);
    const batch = makeBatch({ producerId: 4_711n, attributes: 0x10 });
    await pair.askEach('Produce', one(topic, batch));
    await pair.askEach('Produce', { ...one(topic, batch), transactional_id: pair.caseLog.name('nobody') });
    await pair.askEach('Produce', one(topic, makeBatch({ attributes: 0x10 })));
    await fetchAll(pair, topic);
  });
});

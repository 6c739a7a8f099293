/**
 * The result of compaction for each batch, field by field and byte for byte: of transactions with their markers, of an
 * idempotent producer, of tombstones, of compressed batches. Both kinds of cluster must leave the same.
 */
import { expect } from '@jest/globals';
import { askBroker, int32, string, type World } from '@kfw/test-cluster';
import kafkajs from 'kafkajs';
import { compactingBrokers } from '../src/clusters/compacting-brokers.js';
import { scenario } from '../src/scenario/scenario.js';

const int64 = (value: number) => Buffer.concat([int32(0), int32(value)]);

/** The log from its start on, as bytes. */
const fetchAll = async (port: number, topic: string): Promise<Buffer> => {
  const head = [int32(-1), int32(0), int32(0), int32(1_000_000), Buffer.alloc(1), int32(1), string(topic), int32(1)];
  const reader = await askBroker(port, 1, 4, Buffer.concat([...head, int32(0), int64(0), int32(1_000_000)]));
  for (let skipped = 0; skipped < 2; skipped++) reader.int32();
  reader.string();
  for (let skipped = 0; skipped < 2; skipped++) reader.int32();
  expect(reader.int16()).toBe(0);
  for (let skipped = 0; skipped < 5; skipped++) reader.int32();
  const bytes = reader.int32();
  return reader.buffer.subarray(reader.buffer.length - bytes);
};

/** `BASE+DELTA records ATTRIBUTES bytes sequence`; of attributes 10 is a transaction, 20 a marker, 40 a delete horizon. */
const batchesBefore = (end: number, log: Buffer): string[] => {
  const found: string[] = [];
  for (let at = 0; at + 61 <= log.length; at += 12 + log.readInt32BE(at + 8)) {
    const base = log.readInt32BE(at + 4);
    if (base >= end) break;
    const attributes = log
      .readInt16BE(at + 21)
      .toString(16)
      .padStart(2, '0');
    const [bytes, delta, sequence] = [12 + log.readInt32BE(at + 8), log.readInt32BE(at + 23), log.readInt32BE(at + 53)];
    found.push(`${base}+${delta} n=${log.readInt32BE(at + 57)} a=${attributes} bytes=${bytes} seq=${sequence}`);
  }
  return found;
};

const clientsOf = async (world: World, brokers: string) => {
  const kafka = new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const idempotent = { idempotent: true, maxInFlightRequests: 1 };
  const producers = [
    kafka.producer(),
    kafka.producer(idempotent),
    kafka.producer({ ...idempotent, transactionalId: world.name('transactions') }),
  ] as const;
  for (const producer of producers) {
    await producer.connect();
    world.after(() => producer.disconnect());
  }
  const admin = kafka.admin();
  await admin.connect();
  world.after(() => admin.disconnect());
  const endOf = async (topic: string) => Number((await admin.fetchTopicOffsets(topic))[0]?.high);
  return { producers, endOf };
};

scenario([], 'compacted batches', async (world) => {
  const { brokers, port, topic } = await compactingBrokers(world, 500);
  const { producers, endOf } = await clientsOf(world, brokers);
  const [plain, idempotent, transactional] = producers;
  type Pairs = readonly (readonly [string, string | null])[];
  // Each later than the one before, which closes its segment.
  let time = Date.now() + 60_000;
  const send = async (
    producer: Pick<kafkajs.Producer, 'send'>,
    pairs: Pairs,
    compression = kafkajs.CompressionTypes.None,
  ) => {
    time += 10;
    const timestamp = String(time);
    await producer.send({ topic, compression, messages: pairs.map(([key, value]) => ({ key, value, timestamp })) });
  };
  // Apache Kafka responds before the marker of the end is in the log: the next records could come before it.
  const transact = async (pairs: Pairs, isCommit: boolean) => {
    const end = (await endOf(topic)) + pairs.length + 1;
    const transaction = await transactional.transaction();
    await send(transaction, pairs);
    await (isCommit ? transaction.commit() : transaction.abort());
    await world.until('the marker', async () => (await endOf(topic)) === end || undefined);
  };

  await transact(
    [
      ['a', '1'],
      ['b', '1'],
    ],
    true,
  );
  await transact(
    [
      ['a', '2'],
      ['c', '1'],
    ],
    false,
  );
  await transact([['b', '2']], true);
  await transact([['z', '9']], false);
  await send(idempotent, [
    ['d', '1'],
    ['e', '1'],
  ]);
  await send(idempotent, [['d', '2']]);
  await send(plain, [
    ['e', null],
    ['f', '1'],
  ]);
  await send(
    plain,
    [
      ['g', '1'],
      ['h', null],
      ['g', '2'],
    ],
    kafkajs.CompressionTypes.GZIP,
  );
  await send(plain, [['d', '3']]);

  const expected = [
    '0+1 n=1 a=10 bytes=70 seq=0',
    '2+0 n=1 a=30 bytes=78 seq=-1',
    // Of the transaction that was aborted here nothing is left, neither its records nor its marker.
    '6+0 n=1 a=10 bytes=70 seq=4',
    '7+0 n=1 a=30 bytes=78 seq=-1',
    // Aborted as well, and the last of its producer.
    '8+0 n=0 a=10 bytes=61 seq=5',
    '9+0 n=1 a=30 bytes=78 seq=-1',
    '12+0 n=0 a=00 bytes=61 seq=2',
    '13+1 n=1 a=40 bytes=72 seq=0',
    '15+2 n=1 a=41 bytes=92 seq=0',
    '18+0 n=1 a=00 bytes=70 seq=0',
  ];
  let seen: string[] = [];
  const settled = world.until('what is left after the delete horizon', async () => {
    await send(plain, [['last', 'of all']]);
    seen = batchesBefore(19, await fetchAll(port, topic));
    return JSON.stringify(seen) === JSON.stringify(expected) || undefined;
  });
  // The last state says more than a timeout.
  await settled.catch(() => undefined);
  expect(seen).toEqual(expected);
});

/** Walks by chance: each step asks both brokers something that depends on all that was before. */
import type { Random } from '@kfw/test-cluster';
import { newTopic } from '../src/differential/new-topic.js';
import type { PairedConnection } from '../src/differential/paired-connection.js';
import { makeBatch, someTime } from '../src/differential/record-batches.js';
import { fetchAll } from './asking.js';
import { begin, read, type TransactionalProducer } from './transactional-producer.js';

/** Producing with and without a producer id, deleting, reading anywhere with any limit, looking for times. */
export async function walkLog(pair: PairedConnection, random: Random, steps: number): Promise<void> {
  const topic = await newTopic(pair);
  const produce = async (given: Parameters<typeof makeBatch>[0]) => {
    await pair.ask('Produce', 7, { topics: [{ name: topic, partitions: [{ index: 0, records: makeBatch(given) }] }] });
  };
  const values = () => Array.from({ length: random.between(1, 4) }, (_, at) => 'v'.repeat(at * 20));
  const times = (count: number) => Array.from({ length: count }, () => someTime + random.between(0, 50));
  const acts: readonly (() => Promise<unknown>)[] = [
    () => {
      const batch = values();
      return produce({ values: batch, timestamps: times(batch.length) });
    },
    () =>
      produce({
        values: values(),
        producerId: BigInt(random.between(1, 2)),
        producerEpoch: random.between(0, 1),
        baseSequence: random.between(0, 9),
      }),
    () =>
      pair.ask('DeleteRecords', 1, {
        topics: [{ name: topic, partitions: [{ index: 0, offset: random.between(-2, 30) }] }],
      }),
    () =>
      pair.ask('Fetch', random.between(4, 11), {
        max_bytes: random.between(0, 800),
        isolation_level: random.between(0, 1),
        topics: [
          {
            topic,
            partitions: [
              { partition: 0, fetch_offset: random.between(-2, 40), partition_max_bytes: random.between(0, 800) },
            ],
          },
        ],
      }),
    () => {
      const timestamp = random.between(0, 2) === 0 ? random.between(-6, 0) : someTime + random.between(-1, 51);
      return pair.ask('ListOffsets', random.between(1, 5), {
        topics: [{ name: topic, partitions: [{ index: 0, timestamp }] }],
      });
    },
  ];
  for (let step = 0; step < steps; step++) await acts[random.between(0, acts.length - 1)]?.();
  await fetchAll(pair, topic);
}

/** Three producers of two transactional ids, one partition and one group. */
export async function walkTransactions(pair: PairedConnection, random: Random, steps: number): Promise<void> {
  const topic = await newTopic(pair);
  const group = pair.caseLog.name('group');
  const names = [pair.caseLog.name('producer'), pair.caseLog.name('producer')];
  const producers = [await begin(pair, names[0]), await begin(pair, names[1]), await begin(pair, names[1])];
  const sequences = [0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const at = random.between(0, 2);
    const producer = producers[at];
    if (producer === undefined) return;
    const what = random.between(0, 9);
    pair.caseLog.note(`producer ${at}`);
    if (what === 0) {
      producers[at] = await begin(pair, producer.name ?? '');
      sequences[at] = 0;
    } else if (what <= 2) await producer.add(topic, 0);
    else if (what <= 4) sequences[at] = await sendNext(producer, topic, sequences[at] ?? 0);
    else if (what === 5) await producer.addGroup(group);
    else if (what === 6) await producer.commitOffset(group, topic, step);
    else if (what === 7) await read(pair, topic, random.between(0, 3));
    else await producer.end(random.between(0, 1) === 1);
    await pair.eventually('OffsetFetch', 5, { group_id: group, topics: [{ name: topic, partitions: [0] }] });
  }
  for (const producer of producers) await producer.end(false);
  await read(pair, topic);
}

/**
 * The next in order, as a producer sends it: Kafka remembers the first batch of a transaction, wrong or not, and rejects batches that
 * is right after it.
 */
async function sendNext(producer: TransactionalProducer, topic: string, sequence: number): Promise<number> {
  const taken = await producer.produce(topic, { baseSequence: sequence });
  return taken ? sequence + 1 : sequence;
}

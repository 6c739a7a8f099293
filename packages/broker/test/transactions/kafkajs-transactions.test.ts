/** kafkajs's transactional producer, with `read_committed` readers, in memory and after a restart on disk. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { CompressionTypes, Kafka, logLevel, type Producer } from 'kafkajs';
import type { Broker } from '../../src/index.js';
import { temporaryFolder } from '../temporary-folder.js';
import { useBroker } from '../use-broker.js';

const endings: (() => unknown)[] = [];

// Before the broker is stopped: a client without a broker keeps looking for it.
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const start = useBroker();

const kafka = ({ address }: Broker) =>
  new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 20, retries: 10 } });

const producerOf = async (broker: Broker, transactionalId: string): Promise<Producer> => {
  const settings = { idempotent: true, maxInFlightRequests: 1, transactionalId, transactionTimeout: 60_000 };
  const producer = kafka(broker).producer(settings);
  await producer.connect();
  endings.push(() => producer.disconnect());
  return producer;
};

/** Reads until `last` arrives. */
const readUntil = async (broker: Broker, last: string, readUncommitted = false): Promise<string[]> => {
  const groupId = `readers-${Math.random()}`;
  const consumer = kafka(broker).consumer({ groupId, readUncommitted, maxWaitTimeInMs: 100 });
  const found: string[] = [];
  await consumer.connect();
  endings.push(() => consumer.disconnect());
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async ({ message }: { message: { value: Buffer | null } }) => {
      found.push(`${message.value}`);
      if (found.at(-1) === last) resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  return found;
};

const sendPlain = async (broker: Broker, value: string): Promise<void> => {
  const producer = kafka(broker).producer();
  await producer.connect();
  endings.push(() => producer.disconnect());
  await producer.send({ topic: 'orders', messages: [{ value }] });
};

describe('kafkajs', () => {
  it('commits and aborts, and its readers see what it committed', async () => {
    const { broker } = await start();
    const producer = await producerOf(broker, 'payments');
    const messages = (word: string) => Array.from({ length: 50 }, (_, at) => ({ value: `${word} ${at}` }));
    for (const word of ['one', 'aborted', 'two']) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: 'orders', messages: messages(word), compression: CompressionTypes.GZIP });
      await (word === 'aborted' ? transaction.abort() : transaction.commit());
    }
    await sendPlain(broker, 'last');
    const committed = [...messages('one'), ...messages('two')].map(({ value }) => value);
    expect(await readUntil(broker, 'last')).toEqual([...committed, 'last']);
    expect(await readUntil(broker, 'last', true)).toHaveLength(151);
  });

  it('commits offsets with its records', async () => {
    const { broker } = await start();
    const admin = kafka(broker).admin();
    await admin.connect();
    endings.push(() => admin.disconnect());
    await admin.createTopics({ topics: [{ topic: 'orders' }] });
    const offset = async () =>
      (await admin.fetchOffsets({ groupId: 'g', topics: ['orders'] }))[0]?.partitions[0]?.offset;
    const producer = await producerOf(broker, 'payments');
    for (const isCommit of [false, true]) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: 'orders', messages: [{ value: 'x' }] });
      const partitions = [{ partition: 0, offset: '5' }];
      await transaction.sendOffsets({ consumerGroupId: 'g', topics: [{ topic: 'orders', partitions }] });
      expect(await offset()).toBe('-1');
      await (isCommit ? transaction.commit() : transaction.abort());
    }
    expect(await offset()).toBe('5');
  });

  it('is fenced by a new producer, after a restart of the broker', async () => {
    const { broker } = await start({ dataFolder: temporaryFolder() });
    const first = await producerOf(broker, 'payments');
    const transaction = await first.transaction();
    await transaction.send({ topic: 'orders', messages: [{ value: 'fenced' }] });
    await broker.restart();
    const second = await (await producerOf(broker, 'payments')).transaction();
    await second.send({ topic: 'orders', messages: [{ value: 'kept' }] });
    await expect(transaction.commit()).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
    await second.commit();
    await sendPlain(broker, 'last');
    expect(await readUntil(broker, 'last')).toEqual(['kept', 'last']);
  });
});

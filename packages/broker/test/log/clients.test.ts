/** Records through independent clients: they read what they sent, also after a restart. */
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Consumer,
  Producer as PlatformaticProducer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka';
import { CompressionTypes, Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import type { Broker } from '../../src/index.js';
import { temporaryFolder } from '../temporary-folder.js';
import { useBroker } from '../use-broker.js';

const start = useBroker();
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const kafkajs = (broker: Broker): Kafka =>
  new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 20, retries: 10 } });

const connected = async (broker: Broker, idempotent = false): Promise<Producer> => {
  const producer = kafkajs(broker).producer({ idempotent, maxInFlightRequests: 1 });
  await producer.connect();
  endings.push(() => producer.disconnect());
  return producer;
};

const admin = async (broker: Broker) => {
  const client = kafkajs(broker).admin();
  await client.connect();
  endings.push(() => client.disconnect());
  return client;
};

/** Reads from the earliest record on until there are `count`. */
const read = async (broker: Broker, topic: string, count: number): Promise<[offset: number, value: string][]> => {
  const consumer = kafkajs(broker).consumer({ groupId: `readers-${Math.random()}`, maxWaitTimeInMs: 100 });
  const found: [number, string][] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ message }) => {
          found.push([Number(message.offset), `${message.value}`]);
          if (found.length === count) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found;
};

const numbers = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, at) => ({ value: `${from + at}`, timestamp: `${1_000_000 + from + at}` }));

describe('kafkajs', () => {
  it('reads the records that it sent, plain, compressed and idempotent, on disk and after a restart', async () => {
    const { broker } = await start({ dataFolder: temporaryFolder() });
    const plain = await connected(broker);
    await plain.send({ topic: 'events', messages: numbers(0, 50) });
    await plain.send({ topic: 'events', messages: numbers(50, 100), compression: CompressionTypes.GZIP });
    const idempotent = await connected(broker, true);
    for (let from = 100; from < 200; from += 20) {
      await idempotent.send({ topic: 'events', messages: numbers(from, from + 20), acks: -1 });
    }
    const expected = Array.from({ length: 200 }, (_, at) => [at, `${at}`]);
    expect(await read(broker, 'events', 200)).toEqual(expected);
    await broker.restart();
    await idempotent.send({ topic: 'events', messages: numbers(200, 201), acks: -1 });
    expect(await read(broker, 'events', 201)).toEqual([...expected, [200, '200']]);
  });

  it('finds offsets by time, and deletes records', async () => {
    const { broker } = await start();
    const producer = await connected(broker);
    await producer.send({ topic: 'events', messages: numbers(0, 10) });
    await producer.send({ topic: 'events', messages: numbers(10, 20), compression: CompressionTypes.GZIP });
    const client = await admin(broker);
    const at = async (timestamp: number) => (await client.fetchTopicOffsetsByTimestamp('events', timestamp))[0]?.offset;
    expect([await at(1_000_004), await at(1_000_015), await at(1_000_020)]).toEqual(['4', '15', '20']);
    await client.deleteTopicRecords({ topic: 'events', partitions: [{ partition: 0, offset: '15' }] });
    expect(await client.fetchTopicOffsets('events')).toMatchObject([{ low: '15', high: '20', offset: '20' }]);
    expect((await read(broker, 'events', 5)).map(([offset]) => offset)).toEqual([15, 16, 17, 18, 19]);
  });

  it('gets an error when a message is too large', async () => {
    const { broker } = await start();
    const producer = await connected(broker);
    const sent = producer.send({ topic: 'events', messages: [{ value: Buffer.alloc(1_100_000) }] });
    await expect(sent).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
  });

  it("gets the broker's time where the topic uses it", async () => {
    const { broker } = await start();
    const client = await admin(broker);
    const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }];
    await client.createTopics({ topics: [{ topic: 'events', numPartitions: 1, configEntries }] });
    const before = broker.clock.now();
    const producer = await connected(broker);
    const [sent] = await producer.send({ topic: 'events', messages: numbers(0, 1) });
    expect(Number(sent?.logAppendTime)).toBeGreaterThanOrEqual(before);
  });
});

describe('@platformatic/kafka', () => {
  it('reads the records that it sent', async () => {
    const { broker } = await start();
    const options = { clientId: 'platformatic', bootstrapBrokers: [broker.address] };
    await (await admin(broker)).createTopics({ topics: [{ topic: 'events', numPartitions: 2 }] });
    const producer = new PlatformaticProducer({ ...options, serializers: stringSerializers, idempotent: true });
    endings.push(() => producer.close());
    const messages = Array.from({ length: 100 }, (_, at) => ({ topic: 'events', key: `${at % 5}`, value: `${at}` }));
    await producer.send({ messages, compression: 'zstd' });
    const consumer = new Consumer({ ...options, groupId: 'readers', deserializers: stringDeserializers });
    endings.push(() => consumer.close(true));
    const stream = await consumer.consume({ topics: ['events'], mode: 'earliest' });
    const values = new Set<string>();
    for await (const { value } of stream) {
      values.add(value);
      if (values.size === messages.length) break;
    }
    expect([...values].sort()).toEqual(messages.map(({ value }) => value).sort());
  });
});

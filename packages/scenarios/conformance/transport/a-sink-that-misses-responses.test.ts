/** kafkajs's sink when responses of the broker are lost, incomplete or bad: on a broker that a test intercepts. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { apiKeys, type Broker, type ErrorName, type InterceptedRequest, startBroker } from '@kfw/broker';
import { Monitor, type PartitionBatch, type Sink, type SinkOptions, type Transport } from '@kfw/core';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { record } from './rig.js';

const topic = 'users';
const partitions = 4;

interface Answer {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly index: number; readonly code: number }[];
  }[];
}

describe('a sink that misses responses', () => {
  let broker: Broker;
  let transport: Transport;
  let sinks: Sink[] = [];
  let reported: string[] = [];

  beforeEach(async () => {
    broker = await startBroker();
    reported = [];
    const monitor = new Monitor();
    for (const name of ['transport.warned', 'transport.failed'] as const)
      monitor.subscribe(name, ({ message }) => reported.push(message));
    transport = createKafkajsTransport({
      clientId: 'conformance',
      brokers: [broker.address],
      brokersSetting: 'a test',
      connectionTimeoutMs: 3_000,
      requestTimeoutMs: 200,
      monitor,
    });
    await transport.admin.createTopics([{ topic, partitions }]);
    await transport.admin.createTopics([{ topic: 'small', partitions: 1, config: { 'max.message.bytes': '1000' } }]);
  });

  afterEach(async () => {
    for (const sink of sinks) await sink.disconnect();
    sinks = [];
    await transport.disconnect();
    await broker.stop();
  });

  async function sinkWith(options: Partial<SinkOptions> = {}): Promise<Sink> {
    const sink = transport.sink({
      acks: -1,
      compression: 'none',
      idempotent: true,
      requestTimeoutMs: 200,
      ...options,
    });
    sinks.push(sink);
    await sink.connect();
    await sink.topicInfo(topic);
    return sink;
  }

  /** The next produce request is handled in this way, those after it as ever. */
  function once(handle: (request: InterceptedRequest) => unknown): void {
    const remove = broker.intercept(apiKeys.Produce, (request) => {
      remove();
      return handle(request);
    });
  }

  const batch = (partition: number, ...values: string[]): PartitionBatch => ({
    topic,
    partition,
    records: values.map((value) => record({ value: Buffer.from(value) })),
  });
  const ok = (partition: number, baseOffset: number) => ({ topic, partition, ok: true, baseOffset });
  const again = expect.objectContaining({ ok: false, retriable: true, divisible: false });
  const endOf = async (partition: number) => (await transport.admin.topicOffsets(topic))[partition]?.high;

  const ways: [string, number, (request: InterceptedRequest) => unknown][] = [
    [
      'the connection is closed after it was written',
      1,
      async (request) => {
        await request.next();
        return request.close();
      },
    ],
    ['the connection is closed before it was written', 0, (request) => request.close()],
    [
      'the answer never comes',
      1,
      async (request) => {
        await request.next();
        return request.drop();
      },
    ],
  ];

  describe.each(ways)('when %s', (_way, written, lose) => {
    it('sends the same batch again without writing it twice', async () => {
      const sink = await sinkWith();
      await sink.send([batch(0, 'before')]);
      once(lose);
      const repeated = batch(0, 'a', 'b');
      expect(await sink.send([repeated])).toEqual([again]);
      expect(await sink.send([repeated])).toEqual([ok(0, 1)]);
      expect(await sink.send([batch(0, 'after')])).toEqual([ok(0, 3)]);
      expect(await endOf(0)).toBe(4);
    });

    it('does not take the batch after an abandoned one for its repetition', async () => {
      const sink = await sinkWith();
      once(lose);
      expect(await sink.send([batch(0, 'given up')])).toEqual([again]);
      expect(await sink.send([batch(0, 'next')])).toEqual([ok(0, written)]);
      expect(await endOf(0)).toBe(written + 1);
    });
  });

  it('fails only the partitions that a response does not name, and those can be sent again', async () => {
    const sink = await sinkWith();
    once(async (request) => {
      const { topics } = (await request.next()) as Answer;
      return { topics: topics.map((each) => ({ ...each, partitions: each.partitions.slice(0, 1) })) };
    });
    const batches = [batch(0, 'a'), batch(1, 'b')];
    const [first, second] = await sink.send(batches);
    expect(first).toEqual(ok(0, 0));
    expect(second).toMatchObject({ ok: false, retriable: true, error: { code: 'KFW_DELIVERY_UNCONFIRMED' } });
    expect(await sink.send(batches.slice(1))).toEqual([ok(1, 0)]);
    expect(await endOf(1)).toBe(1);
  });

  it.each<ErrorName>(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH'])(
    'sends a batch again under a new producer id after %s',
    async (error) => {
      const sink = await sinkWith();
      await sink.send([batch(0, 'before')]);
      once((request) => request.fail(error));
      const repeated = batch(0, 'a');
      expect(await sink.send([repeated])).toEqual([again]);
      let ids = 0;
      broker.intercept(apiKeys.InitProducerId, (request) => {
        ids++;
        return request.next();
      });
      expect(await sink.send([repeated])).toEqual([ok(0, 1)]);
      expect(await sink.send([batch(0, 'b'), batch(1, 'c')])).toEqual([ok(0, 2), ok(1, 0)]);
      expect(ids).toBe(1);
    },
  );

  it('waits for a broker that is fetching producer ids', async () => {
    const sink = await sinkWith();
    const remove = broker.intercept(apiKeys.InitProducerId, (request) => {
      remove();
      return request.fail('COORDINATOR_LOAD_IN_PROGRESS');
    });
    expect(await sink.send([batch(0, 'a')])).toEqual([ok(0, 0)]);
    expect(reported).toEqual([]);
  });

  it('counts a batch as written when the broker reports it as a duplicate', async () => {
    const sink = await sinkWith();
    once((request) => request.fail('DUPLICATE_SEQUENCE_NUMBER'));
    expect(await sink.send([batch(0, 'a')])).toEqual([ok(0, -1)]);
  });

  it('reuses the sequence numbers of a rejected batch for the next one', async () => {
    const sink = await sinkWith();
    const small = (value: Buffer) => ({ topic: 'small', partition: 0, records: [record({ value })] });
    let ids = 0;
    broker.intercept(apiKeys.InitProducerId, (request) => {
      ids++;
      return request.next();
    });
    const refused = await sink.send([small(Buffer.alloc(5_000))]);
    expect(refused).toEqual([expect.objectContaining({ ok: false, retriable: false, divisible: true })]);
    expect(await sink.send([small(Buffer.alloc(10))])).toEqual([
      { topic: 'small', partition: 0, ok: true, baseOffset: 0 },
    ]);
    expect(ids).toBe(1);
  });

  it('requests the leaders of all moved partitions once, before it sends again', async () => {
    const sink = await sinkWith();
    let asked = 0;
    broker.intercept(apiKeys.Metadata, (request) => {
      asked++;
      return request.next();
    });
    once((request) => request.fail('NOT_LEADER_OR_FOLLOWER'));
    const batches = Array.from({ length: partitions }, (_, partition) => batch(partition, 'a'));
    expect(await sink.send(batches)).toEqual(batches.map(() => again));
    expect(await sink.send(batches)).toEqual(batches.map(({ partition }) => ok(partition, 0)));
    expect(asked).toBe(1);
  });

  it('has several requests in flight to one broker', async () => {
    const sink = await sinkWith({ requestTimeoutMs: 10_000 });
    await sink.send([batch(0, 'a')]);
    let seen = 0;
    const both = Promise.withResolvers<void>();
    broker.intercept(apiKeys.Produce, async (request) => {
      if (++seen === 2) both.resolve();
      await both.promise;
      return request.next();
    });
    const answers = await Promise.all([sink.send([batch(0, 'b')]), sink.send([batch(1, 'c')])]);
    expect(answers).toEqual([[ok(0, 1)], [ok(1, 0)]]);
  });

  it('finds the broker again that was down', async () => {
    const sink = await sinkWith();
    await sink.send([batch(0, 'a')]);
    await broker.restart();
    const repeated = batch(0, 'b');
    const results = [];
    do results.push(...(await sink.send([repeated])));
    while (results.at(-1)?.ok === false);
    expect(results.at(-1)).toEqual(ok(0, 1));
    for (const result of results.slice(0, -1)) expect(result).toEqual(again);
  });

  it('waits for a broker that hangs no longer than its deadline', async () => {
    const sink = await sinkWith();
    broker.freeze();
    const repeated = batch(0, 'a');
    expect(await sink.send([repeated])).toEqual([again]);
    broker.thaw();
    const results = [];
    do results.push(...(await sink.send([repeated])));
    while (results.at(-1)?.ok === false);
    expect(results.at(-1)).toEqual(ok(0, 0));
    expect(await endOf(0)).toBe(1);
  });

  it('numbers nothing when it is not idempotent', async () => {
    const sink = await sinkWith({ idempotent: false });
    let ids = 0;
    broker.intercept(apiKeys.InitProducerId, (request) => {
      ids++;
      return request.next();
    });
    expect(await sink.send([batch(0, 'a')])).toEqual([ok(0, 0)]);
    expect(ids).toBe(0);
  });
});

/**
 * The outcome of a transaction whose commit gets no response, by core's producer on kafkajs's transport: nothing is lost,
 * nothing is there twice, whether the commit came through or not.
 */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { apiKeys } from '@kfw/broker';
import { type ConsumedOffsets, Monitor, type Transport } from '@kfw/core';
import { Producer } from '@kfw/core/internal';
import { type Cluster, clusters, eventually, isMissing, keepsOldMessages } from '@kfw/test-cluster';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { type LossyProxy, startLossyProxy } from './lossy-proxy.js';

const transportTo = (brokers: string, requestTimeoutMs: number): Transport =>
  createKafkajsTransport({
    clientId: 'conformance',
    brokers: brokers.split(','),
    brokersSetting: 'a test',
    connectionTimeoutMs: 3_000,
    requestTimeoutMs,
    monitor: new Monitor(),
  });

for (const cluster of clusters()) {
  if (isMissing(cluster)) describe.skip(`lost answers (${cluster.unavailable})`, () => it('runs', () => undefined));
  else lostAnswers(cluster);
}

function lostAnswers(cluster: Cluster): void {
  describe(`a commit whose response is lost, on ${cluster.kind}`, () => {
    let proxy: LossyProxy;
    let direct: Transport;
    let lossy: Transport;
    let producer: Producer;
    let topic: string;
    let input: string;
    let consumed: ConsumedOffsets;
    let id: string;

    beforeEach(async () => {
      [topic, input, id] = [randomUUID(), randomUUID(), randomUUID()];
      consumed = { group: randomUUID(), offsets: [{ topic: input, partition: 0, offset: 5 }] };
      proxy = await startLossyProxy(cluster.brokers);
      direct = transportTo(cluster.brokers, 10_000);
      lossy = transportTo(proxy.brokers, 1_000);
      for (const name of [topic, input]) {
        await direct.admin.createTopics([{ topic: name, partitions: 1, config: keepsOldMessages }]);
        await direct.admin.topicOffsets(name);
      }
      const sink = direct.sink({ acks: -1, compression: 'none', idempotent: true, requestTimeoutMs: 10_000 });
      await sink.connect();
      producer = new Producer(sink, lossy.transactions, new Monitor());
      closing = [() => lossy.disconnect(), () => sink.disconnect(), () => direct.disconnect(), () => proxy.close()];
      await producer.fence(id);
    });
    let closing: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const close of closing) await close();
    });

    const deliver = (value: string) => {
      const message = { topic, partition: 0, key: null, value: Buffer.from(value), headers: {} };
      return producer.deliverAtomically(id, [message], consumed);
    };

    /** The records that a reader of committed records gets, once no transaction is open. */
    async function readCommitted(): Promise<string[]> {
      const fetching = {
        fetchMaxWaitMs: 100,
        maxBytesPerPartition: 1_048_576,
        maxBytes: 10_485_760,
        maxBatchBytes: 67_108_864,
      };
      const reader = direct.reader({ topic, ...fetching, metadataMaxAgeMs: 60_000, retryTimeoutMs: 10_000 });
      try {
        const [at] = await reader.offsets([0]);
        const values: string[] = [];
        for await (const { records } of reader.read([{ partition: 0, from: 0, end: at?.high ?? 0 }]))
          values.push(...records.map(({ value }) => String(value)));
        return values;
      } finally {
        await reader.close();
      }
    }

    const committed = async () => {
      const [found] = await direct.transactions.committedOffsets(consumed.group, [{ topic: input, partition: 0 }]);
      return found?.offset;
    };

    it('is found to have been applied', async () => {
      proxy.lose('answers', apiKeys.EndTxn);
      expect(await deliver('a')).toEqual([{ topic, partition: 0, offset: '0' }]);
      proxy.loseNothing();
      expect(await readCommitted()).toEqual(['a']);
      expect(await committed()).toBe(5);
    });

    it('and that never arrived is found not to have been applied, and its messages can be sent again', async () => {
      proxy.lose('requests', apiKeys.EndTxn);
      await expect(deliver('a')).rejects.toMatchObject({
        code: 'KFW_TRANSACTION_FAILED',
        message: expect.stringContaining('It has no effect'),
      });
      proxy.loseNothing();
      expect(await readCommitted()).toEqual([]);
      expect(await committed()).toBeNull();
      await deliver('a');
      const read = await eventually(
        'what was sent again',
        async () => ((await readCommitted()).length > 0 ? readCommitted() : undefined),
        { deadlineMs: 30_000, everyMs: 25 },
      );
      expect(read).toEqual(['a']);
    });

    it.each(['requests', 'answers'] as const)('once is asked for again (lost: %s)', async (what) => {
      proxy.lose(what, apiKeys.EndTxn, 'once');
      await deliver('a');
      await deliver('b');
      await producer.fence(id);
      expect(await readCommitted()).toEqual(['a', 'b']);
      expect(await committed()).toBe(5);
    });

    it.each(['AddPartitionsToTxn', 'Produce', 'AddOffsetsToTxn', 'TxnOffsetCommit'] as const)(
      'works the same when the response of %s is lost: it is sent again, once',
      async (api) => {
        for (const what of ['requests', 'answers'] as const) {
          proxy.lose(what, apiKeys[api], 'once');
          await deliver(what);
        }
        await producer.fence(id);
        expect(await readCommitted()).toEqual(['requests', 'answers']);
        expect(await committed()).toBe(5);
      },
    );
  });
}

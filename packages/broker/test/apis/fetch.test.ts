import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { readBatchHeader } from '../../src/protocol/records/record-batch.js';
import type { Topic } from '../../src/topics/topic.js';
import { makeBatch } from '../log/batches.js';
import { inProcessBroker } from './in-process-broker.js';
import { askFetch, askProduce } from './log-requests.js';

const oneBatch = makeBatch().length;

const withBatches = async (partitions: number, batches: number) => {
  const broker = inProcessBroker();
  await broker.addTopic('events', partitions);
  for (let partition = 0; partition < partitions; partition++) {
    for (let at = 0; at < batches; at++) await askProduce(broker, makeBatch(), { partition });
  }
  return broker;
};

describe('Fetch', () => {
  it.each([4, 5, 6, 7, 8, 9, 10, 11])('returns the batches from an offset on (version %i)', async (version) => {
    const broker = await withBatches(1, 3);
    const response = await askFetch(broker, { version, partitions: [{ offset: 1 }] });
    expect(response).toMatchObject({ code: 0, sessionId: 0, left: 0 });
    const [partition] = response.partitions;
    expect(partition).toMatchObject({ code: 0, endOffset: 3, stableOffset: 3, startOffset: 0, aborted: null });
    expect(partition?.records.length).toBe(2 * oneBatch);
    expect(readBatchHeader(partition?.records as Buffer, 0).baseOffset).toBe(1);
  });

  it('returns an empty list of aborted transactions to a read_committed reader', async () => {
    const broker = await withBatches(1, 1);
    const { partitions } = await askFetch(broker, { isolationLevel: 1, partitions: [{ offset: 0 }] });
    expect(partitions[0]).toMatchObject({ aborted: [], stableOffset: 1 });
  });

  it('respects the limits per partition and in total, except for the first batch', async () => {
    const broker = await withBatches(3, 3);
    const wanted = [0, 1, 2].map((partition) => ({ partition, offset: 0, maxBytes: 2 * oneBatch }));
    const sizes = async (maxBytes: number, partitions = wanted) =>
      (await askFetch(broker, { maxBytes, partitions })).partitions.map(({ records }) => records.length / oneBatch);
    expect(await sizes(100 * oneBatch)).toEqual([2, 2, 2]);
    expect(await sizes(3 * oneBatch)).toEqual([2, 1, 0]);
    expect(await sizes(1)).toEqual([1, 0, 0]);
    expect(await sizes(1, [{ partition: 0, offset: 3, maxBytes: 1 }, ...wanted.slice(1)])).toEqual([0, 1, 0]);
    expect(await sizes(100 * oneBatch, [{ partition: 1, offset: 0, maxBytes: 0 }])).toEqual([1]);
  });

  it('responds at once to unreadable partitions, with a code for each', async () => {
    const broker = await withBatches(1, 2);
    const code = async (given: { topic?: string; partition?: number; offset: number }, leaderEpoch = -1) => {
      const response = await askFetch(broker, { maxWaitMs: 60_000, leaderEpoch, partitions: [given] });
      return response.partitions[0]?.code;
    };
    expect(await code({ topic: 'none', offset: 0 })).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    expect(await code({ partition: 7, offset: 0 })).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    expect(await code({ offset: 3 })).toBe(errorCodes.OFFSET_OUT_OF_RANGE);
    expect(await code({ offset: -1 })).toBe(errorCodes.OFFSET_OUT_OF_RANGE);
    expect(await code({ offset: 0 }, 1)).toBe(errorCodes.UNKNOWN_LEADER_EPOCH);
    expect(await code({ offset: 0 }, 0)).toBe(errorCodes.NONE);
  });

  it('declines sessions', async () => {
    const broker = await withBatches(1, 1);
    expect(await askFetch(broker, { session: [0, 0], partitions: [{ offset: 0 }] })).toMatchObject({ sessionId: 0 });
    const unknown = await askFetch(broker, { session: [5, 1], partitions: [{ offset: 0 }] });
    expect(unknown).toMatchObject({ code: errorCodes.FETCH_SESSION_ID_NOT_FOUND, partitions: [], left: 0 });
  });

  describe('with nothing to read', () => {
    const waiting = async (minBytes: number) => {
      const broker = await withBatches(2, 1);
      const partitions = [0, 1].map((partition) => ({ partition, offset: 1 }));
      let responded = false;
      const response = askFetch(broker, { maxWaitMs: 500, minBytes, partitions }).finally(() => {
        responded = true;
      });
      // A response that does not wait comes within these turns.
      const settled = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return responded;
      };
      return { broker, response, settled };
    };

    it('waits for enough bytes in all its partitions together', async () => {
      const { broker, response, settled } = await waiting(2 * oneBatch);
      expect(await settled()).toBe(false);
      await askProduce(broker, makeBatch(), { partition: 1 });
      expect(await settled()).toBe(false);
      await askProduce(broker, makeBatch(), { partition: 0 });
      expect((await response).partitions.map(({ records }) => records.length)).toEqual([oneBatch, oneBatch]);
    });

    it('returns the available records when its time is over', async () => {
      const { broker, response, settled } = await waiting(2 * oneBatch);
      await askProduce(broker, makeBatch(), { partition: 1 });
      broker.clock.advance(499);
      expect(await settled()).toBe(false);
      broker.clock.advance(1);
      expect((await response).partitions.map(({ records }) => records.length)).toEqual([0, oneBatch]);
    });

    it('returns the high watermark, moved by an open transaction, to a read_committed reader', async () => {
      const broker = await withBatches(1, 1);
      const wanted = { isolationLevel: 1, maxWaitMs: 500, partitions: [{ offset: 1 }] };
      const response = askFetch(broker, wanted);
      const log = broker.state.logs.find(broker.state.topics.find('events') as Topic, 0);
      const open = makeBatch({ producerId: 7, baseSequence: 0, attributes: 0x10 });
      log?.append(open, readBatchHeader(open, 0));
      broker.clock.advance(500);
      expect((await response).partitions).toMatchObject([{ endOffset: 2, stableOffset: 1, records: Buffer.alloc(0) }]);
    });

    it('responds when a topic is deleted', async () => {
      const { broker, response } = await waiting(1);
      await broker.deleteTopic('events');
      const codes = (await response).partitions.map(({ code }) => code);
      expect(codes).toEqual([errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorCodes.UNKNOWN_TOPIC_OR_PARTITION]);
    });

    it('cleans up when its connection is closed', async () => {
      const { broker, response } = await waiting(1);
      const before = broker.clock.timers;
      broker.closed.abort();
      await response;
      expect(broker.clock.timers).toBe(before - 1);
    });
  });
});

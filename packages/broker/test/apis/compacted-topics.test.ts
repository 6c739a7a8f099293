import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { deleteRecords } from '../../src/apis/21-delete-records.js';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { makeBatch } from '../log/batches.js';
import { inProcessBroker } from './in-process-broker.js';
import { askFetch, askProduce } from './log-requests.js';

const compacted = async (policy: string) => {
  const broker = inProcessBroker();
  const configs = { 'cleanup.policy': policy, 'segment.ms': '1', 'min.cleanable.dirty.ratio': '0' };
  await broker.addTopic('events', 1, configs);
  return broker;
};

describe.each(['compact', 'compact,delete', 'delete,compact'])('a topic with the policy %s', (policy) => {
  it('rejects records without a key', async () => {
    const broker = await compacted(policy);
    const timestamps = [broker.clock.now()];
    const none = { keys: ['a', null, 'c'], values: ['1', '2', '3'], timestamps };
    const gzip = { compression: 'gzip' as const, compress: gzipSync };
    for (const given of [none, { ...none, ...gzip }, { ...none, compression: 'gzip' as const }]) {
      const response = await askProduce(broker, makeBatch(given));
      expect(response).toMatchObject({ code: errorCodes.INVALID_RECORD, baseOffset: -1, logStartOffset: 0 });
    }
    for (const given of [{}, gzip]) {
      const batch = makeBatch({ keys: ['a', '', 'c'], values: ['1', null, '3'], timestamps, ...given });
      expect(await askProduce(broker, batch)).toMatchObject({ code: errorCodes.NONE });
    }
  });

  it('is fetched across its gaps', async () => {
    const broker = await compacted(policy);
    for (let at = 0; at < 5; at++) {
      await askProduce(
        broker,
        makeBatch({ keys: ['a'], values: [`${at}`], timestamps: [broker.clock.now() + at * 2] }),
      );
    }
    broker.clock.advance(15_000);
    for (const offset of [0, 1, 2, 3]) {
      const fetched = await askFetch(broker, { partitions: [{ offset }] });
      expect(fetched.partitions[0]).toMatchObject({ code: 0, startOffset: 0, endOffset: 5 });
      expect(fetched.partitions[0]?.records.readBigInt64BE(0)).toBe(3n);
    }
  });

  it('allows deleting its oldest records only with the delete policy', async () => {
    const broker = await compacted(policy);
    await askProduce(broker, makeBatch({ keys: ['a'], timestamps: [broker.clock.now()] }));
    const response = await broker.call(deleteRecords, 1, (writer) => {
      writer.array(['events'], (name) => writer.string(name).array([0], (index) => writer.int32(index).int64(-1)));
      writer.int32(0);
    });
    const deletes = policy !== 'compact';
    const code = deletes ? errorCodes.NONE : errorCodes.POLICY_VIOLATION;
    response?.int32();
    const responded = response?.array(() => [
      response.string(),
      response.array(() => [response.int32(), response.int64(), response.int16()]),
    ]);
    expect(responded).toEqual([['events', [[0, deletes ? 1 : -1, code]]]]);
  });
});

it('a topic that is not compacted accepts records without a key', async () => {
  const broker = await compacted('delete');
  expect(await askProduce(broker, makeBatch({ timestamps: [broker.clock.now()] }))).toMatchObject({ code: 0 });
});

it('a segment is closed after max.compaction.lag.ms, since the active one is never compacted', async () => {
  const broker = inProcessBroker();
  await broker.addTopic('events', 1, { 'cleanup.policy': 'compact', 'max.compaction.lag.ms': '10' });
  for (const later of [0, 10, 11]) {
    const batch = makeBatch({ keys: ['a'], timestamps: [broker.clock.now() + later] });
    expect(await askProduce(broker, batch)).toMatchObject({ code: 0 });
  }
  broker.clock.advance(15_000);
  const fetched = await askFetch(broker, { partitions: [{ offset: 0 }] });
  expect(fetched.partitions[0]?.records.readBigInt64BE(0)).toBe(1n);
});

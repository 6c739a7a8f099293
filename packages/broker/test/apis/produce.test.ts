import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { makeBatch } from '../log/batches.js';
import { inProcessBroker } from './in-process-broker.js';
import { askFetch, askProduce } from './log-requests.js';

const refused = (name: keyof typeof errorCodes) => ({ code: errorCodes[name], baseOffset: -1, appendTime: -1 });

describe('Produce', () => {
  it.each([3, 4, 5, 6, 7, 8])('returns the offset of the batch (version %i)', async (version) => {
    const broker = inProcessBroker();
    await broker.addTopic('events');
    await askProduce(broker, makeBatch({ values: ['a', 'b'] }), { version });
    const response = await askProduce(broker, makeBatch(), { version, acks: 1 });
    const start = version >= 5 ? { logStartOffset: 0 } : {};
    const errors = version >= 8 ? { recordErrors: [], errorMessage: null } : {};
    expect(response).toEqual({ code: 0, baseOffset: 2, appendTime: -1, ...start, ...errors, left: 0 });
  });

  it('appends with acks 0, without a response', async () => {
    const broker = inProcessBroker();
    await broker.addTopic('events');
    expect(await askProduce(broker, makeBatch(), { acks: 0 })).toBeUndefined();
    expect(await askProduce(broker, Buffer.alloc(9), { acks: 0 })).toBeUndefined();
    expect((await askFetch(broker, { partitions: [{ offset: 0 }] })).partitions[0]?.endOffset).toBe(1);
  });

  it('rejects invalid batches', async () => {
    const broker = inProcessBroker();
    await broker.addTopic('events');
    const unknown = refused('UNKNOWN_TOPIC_OR_PARTITION');
    expect(await askProduce(broker, makeBatch(), { topic: 'none' })).toMatchObject(unknown);
    expect(await askProduce(broker, makeBatch(), { partition: 1 })).toMatchObject(unknown);
    expect(await askProduce(broker, makeBatch(), { partition: -1 })).toMatchObject(unknown);
    expect(await askProduce(broker, makeBatch(), { acks: 2 })).toMatchObject(refused('INVALID_REQUIRED_ACKS'));
    expect(await askProduce(broker, makeBatch().fill(0, 61))).toMatchObject(refused('CORRUPT_MESSAGE'));
    expect(await askProduce(broker, makeBatch({ count: 5 }))).toMatchObject(refused('INVALID_RECORD'));
  });

  it('returns the old offset of a duplicate, and an error for a gap', async () => {
    const broker = inProcessBroker();
    await broker.addTopic('events');
    const sequence = (baseSequence: number) => askProduce(broker, makeBatch({ producerId: 4, baseSequence }));
    await sequence(0);
    await sequence(1);
    expect(await sequence(0)).toMatchObject({ code: 0, baseOffset: 0 });
    expect(await sequence(3)).toMatchObject(refused('OUT_OF_ORDER_SEQUENCE_NUMBER'));
  });

  it('reports a storage error, and continues when the disk is writable again', async () => {
    const broker = inProcessBroker('/dev/null/nowhere');
    await expect(broker.addTopic('events')).rejects.toThrow(/ENOTDIR/);
    const topic = await inProcessBroker().addTopic('events');
    const full = inProcessBroker();
    await full.addTopic('events');
    const log = full.state.logs.find(topic, 0);
    const append = log?.append.bind(log);
    if (log !== undefined) log.append = () => writeFileSync('/dev/null/nowhere', '') as never;
    expect(await askProduce(full, makeBatch())).toMatchObject(refused('KAFKA_STORAGE_ERROR'));
    if (log !== undefined && append !== undefined) log.append = append;
    expect(await askProduce(full, makeBatch())).toMatchObject({ code: 0, baseOffset: 0 });
  });
});

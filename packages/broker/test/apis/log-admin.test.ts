import { describe, expect, it } from '@jest/globals';
import { listOffsets } from '../../src/apis/02-list-offsets.js';
import { deleteRecords } from '../../src/apis/21-delete-records.js';
import { initProducerId } from '../../src/apis/22-init-producer-id.js';
import { errorCodes } from '../../src/protocol/error-codes.js';
import type { Reader } from '../../src/protocol/reader.js';
import { makeBatch } from '../log/batches.js';
import { type InProcessBroker, inProcessBroker } from './in-process-broker.js';
import { askFetch, askProduce } from './log-requests.js';

const withRecords = async () => {
  const broker = inProcessBroker();
  await broker.addTopic('events');
  await askProduce(broker, makeBatch({ values: ['a', 'b'], timestamps: [100, 200] }));
  await askProduce(broker, makeBatch({ values: ['c'], timestamps: [300] }));
  return broker;
};

const askOffset = async (
  broker: InProcessBroker,
  timestamp: number,
  version = 5,
  leaderEpoch = -1,
  topic = 'events',
) => {
  const response = (await broker.call(listOffsets, version, (writer) => {
    writer.int32(-1);
    if (version >= 2) writer.int8(0);
    writer.array([topic], (name) => {
      writer.string(name).array([0], (partition) => {
        writer.int32(partition);
        if (version >= 4) writer.int32(leaderEpoch);
        writer.int64(timestamp);
      });
    });
  })) as Reader;
  if (version >= 2) response.int32();
  const [[listed] = []] = response.array(() => {
    response.string();
    return response.array(() => {
      response.int32();
      const result = { code: response.int16(), timestamp: response.int64(), offset: response.int64() };
      if (version >= 4) response.int32();
      return result;
    });
  });
  return { ...listed, left: response.remaining };
};

const askDelete = async (broker: InProcessBroker, offset: number, topic = 'events') => {
  const response = (await broker.call(deleteRecords, 1, (writer) => {
    writer.array([topic], (name) => {
      writer.string(name).array([0], (partition) => writer.int32(partition).int64(offset));
    });
    writer.int32(1_000);
  })) as Reader;
  response.int32();
  const [[deleted] = []] = response.array(() => {
    response.string();
    return response.array(() => {
      response.int32();
      return { lowWatermark: response.int64(), code: response.int16() };
    });
  });
  return deleted;
};

describe('ListOffsets', () => {
  it.each([1, 2, 3, 4, 5])(
    'finds the earliest and latest offset, and offsets by time (version %i)',
    async (version) => {
      const broker = await withRecords();
      expect(await askOffset(broker, -2, version)).toEqual({ code: 0, timestamp: -1, offset: 0, left: 0 });
      expect(await askOffset(broker, -1, version)).toEqual({ code: 0, timestamp: -1, offset: 3, left: 0 });
      expect(await askOffset(broker, 150, version)).toEqual({ code: 0, timestamp: 200, offset: 1, left: 0 });
      expect(await askOffset(broker, 301, version)).toEqual({ code: 0, timestamp: -1, offset: -1, left: 0 });
    },
  );

  it('returns errors for unknown partitions and timestamps', async () => {
    const broker = await withRecords();
    expect(await askOffset(broker, -1, 5, -1, 'none')).toMatchObject({ code: errorCodes.UNKNOWN_TOPIC_OR_PARTITION });
    expect(await askOffset(broker, -1, 5, 1)).toMatchObject({ code: errorCodes.UNKNOWN_LEADER_EPOCH, offset: -1 });
    expect(await askOffset(broker, -3)).toMatchObject({ code: errorCodes.UNSUPPORTED_VERSION, offset: -1 });
  });
});

describe('DeleteRecords', () => {
  it('moves the start of the log forward, never back', async () => {
    const broker = await withRecords();
    expect(await askDelete(broker, 1)).toEqual({ lowWatermark: 1, code: 0 });
    expect(await askDelete(broker, 0)).toEqual({ lowWatermark: 1, code: 0 });
    expect(await askOffset(broker, -2)).toMatchObject({ offset: 1 });
    const { partitions } = await askFetch(broker, { partitions: [{ offset: 0 }] });
    expect(partitions[0]?.code).toBe(errorCodes.OFFSET_OUT_OF_RANGE);
    expect(await askDelete(broker, -1)).toEqual({ lowWatermark: 3, code: 0 });
    expect((await askProduce(broker, makeBatch()))?.baseOffset).toBe(3);
  });

  it('rejects missing offsets, and topics that keep their records', async () => {
    const broker = await withRecords();
    await broker.addTopic('table', 1, { 'cleanup.policy': 'compact' });
    expect((await askDelete(broker, 4))?.code).toBe(errorCodes.OFFSET_OUT_OF_RANGE);
    expect((await askDelete(broker, -2))?.code).toBe(errorCodes.OFFSET_OUT_OF_RANGE);
    expect((await askDelete(broker, 0, 'none'))?.code).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    expect((await askDelete(broker, 0, 'table'))?.code).toBe(errorCodes.POLICY_VIOLATION);
  });
});

describe('InitProducerId', () => {
  const askId = async (broker: InProcessBroker, transactionalId: string | null) => {
    const request = (writer: Parameters<Parameters<InProcessBroker['call']>[2]>[0]) =>
      writer.nullableString(transactionalId).int32(60_000);
    const response = (await broker.call(initProducerId, 1, request)) as Reader;
    response.int32();
    return { code: response.int16(), id: response.int64(), epoch: response.int16(), left: response.remaining };
  };

  it('gives each producer a different id', async () => {
    const broker = inProcessBroker();
    const first = await askId(broker, null);
    const second = await askId(broker, null);
    expect(first).toMatchObject({ code: 0, epoch: 0, left: 0 });
    expect(second.id).not.toBe(first.id);
  });

  it('rejects an empty transactional id', async () => {
    expect(await askId(inProcessBroker(), '')).toMatchObject({ code: errorCodes.INVALID_REQUEST, id: -1 });
  });
});

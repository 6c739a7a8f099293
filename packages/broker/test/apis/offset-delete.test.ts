import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { Admin } from '../durability/admin.js';
import { temporaryFolder } from '../temporary-folder.js';
import { useBroker } from '../use-broker.js';

describe('OffsetDelete', () => {
  const start = useBroker();

  it('deletes the named offsets of a group without members, also from disk', async () => {
    const { broker, connect } = await start({ dataFolder: temporaryFolder() });
    const admin = new Admin(await connect());
    await admin.create('orders', 3);
    await admin.commit('shop', 'orders', [5, 6, 7]);
    expect(await admin.deleteOffsets('shop', 'orders', [0, 2])).toEqual([errorCodes.NONE, errorCodes.NONE]);
    expect(await admin.deleteOffsets('shop', 'orders', [2])).toEqual([errorCodes.NONE]);
    expect(await admin.committed('shop')).toEqual({ 'orders/1': 6 });
    await broker.restart();
    expect(await new Admin(await connect()).committed('shop')).toEqual({ 'orders/1': 6 });
  });

  it('rejects groups, topics and partitions that do not exist', async () => {
    const { connect } = await start();
    const admin = new Admin(await connect());
    await admin.create('orders', 1);
    expect(await admin.deleteOffsets('shop', 'orders', [0])).toEqual([errorCodes.GROUP_ID_NOT_FOUND]);
    expect(await admin.deleteOffsets('', 'orders', [0])).toEqual([errorCodes.INVALID_GROUP_ID]);
    await admin.commit('shop', 'orders', [5]);
    const unknown = errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
    expect(await admin.deleteOffsets('shop', 'orders', [1, -1, 0])).toEqual([unknown, unknown, errorCodes.NONE]);
    expect(await admin.deleteOffsets('shop', 'users', [0])).toEqual([unknown]);
  });
});

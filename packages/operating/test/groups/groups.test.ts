import { describe, expect, it } from '@jest/globals';
import {
  committedOf,
  deleteGroupOffsets,
  deleteGroups,
  listGroups,
  requireGroups,
  withOffsets,
} from '../../src/index.js';
import { FakeCluster, member } from '../support/fake-groups.js';

const topics = { orders: [{ high: 10 }, { high: 20 }], users: [{ high: 5 }] };

function cluster(): FakeCluster {
  const groups = {
    shop: { members: [member('web', 'orders', 0, 1)], committed: { orders: { 0: 4, 1: 5 }, users: { 0: 1 } } },
    stale: { committed: { orders: { 1: 7, 0: 3 } } },
    empty: {},
  };
  return new FakeCluster({ topics, groups });
}

describe('groups', () => {
  it('are listed with and without members and committed offsets', async () => {
    const listed = await listGroups(cluster().admin);
    expect(listed.map(({ group, state, members, topics: count }) => [group, state, members, count])).toEqual([
      ['shop', 'Stable', 1, 2],
      ['stale', 'Empty', 0, 1],
      ['empty', 'Empty', 0, 0],
    ]);
    expect(await listGroups(new FakeCluster({}).admin)).toEqual([]);
  });

  it('are described with their offsets and the members that have the partitions', async () => {
    const { admin } = cluster();
    const { groups } = await withOffsets(admin, await requireGroups(admin, ['shop']));
    expect(groups[0]?.members).toMatchObject([{ clientId: 'web', host: '10.0.0.7' }]);
    expect(groups[0]?.offsets).toEqual([
      { topic: 'orders', partition: 0, committed: 4, end: 10, lag: 6, memberId: 'web-1' },
      { topic: 'orders', partition: 1, committed: 5, end: 20, lag: 15, memberId: 'web-1' },
      { topic: 'users', partition: 0, committed: 1, end: 5, lag: 4, memberId: null },
    ]);
  });

  it('that are named twice are found once', async () => {
    const { admin } = cluster();
    // As the admin of an app takes names of its routes.
    const byBothNames = { ...admin, describeGroups: async () => admin.describeGroups(['shop', 'shop']) };
    expect(await requireGroups(byBothNames, ['shop', 'readers'])).toHaveLength(1);
  });

  it('that do not exist are reported with the nearest name', async () => {
    await expect(requireGroups(cluster().admin, ['shop', 'stael'])).rejects.toMatchObject({
      code: 'KFW_GROUP_NOT_FOUND',
      message: expect.stringContaining('Did you mean "stale"?'),
    });
  });

  it('that are named as in the routes are reported with their name on the cluster', async () => {
    const { admin } = new FakeCluster({ groups: { 'billing-v2': {}, shop_billing: {}, crm_billing: {} } });
    await expect(requireGroups(admin, ['billing'])).rejects.toThrow('Did you mean "crm_billing"?');
    await expect(requireGroups(admin, ['ling'])).rejects.not.toThrow('Did you mean');
  });
});

describe('deleteGroups', () => {
  it('refuses a group with members and names them, and then deletes none', async () => {
    const { admin } = cluster();
    await expect(deleteGroups(admin, ['stale', 'shop'])).rejects.toMatchObject({
      code: 'KFW_GROUP_HAS_MEMBERS',
      message: expect.stringContaining('Stop them first:\n  - web on 10.0.0.7 (web-1)'),
    });
    expect(await admin.listGroups()).toHaveLength(3);
    expect(await deleteGroups(admin, ['stale'])).toEqual([{ group: 'stale' }]);
    expect(await admin.listGroups()).toHaveLength(2);
  });
});

describe('deleteGroupOffsets', () => {
  it('selects a topic or some of its partitions', async () => {
    const { admin } = cluster();
    expect(await committedOf(admin, 'shop', [{ topic: 'orders', partitions: [1] }, { topic: 'users' }])).toEqual([
      { topic: 'orders', partition: 1, committed: 5 },
      { topic: 'users', partition: 0, committed: 1 },
    ]);
    expect(await committedOf(admin, 'stale', [{ topic: 'orders' }, { topic: 'orders', partitions: [0] }])).toHaveLength(
      2,
    );
  });

  it('refuses what the group has not committed', async () => {
    const { admin } = cluster();
    await expect(committedOf(admin, 'stale', [{ topic: 'order' }])).rejects.toMatchObject({
      code: 'KFW_OFFSETS_NOT_COMMITTED',
      message: expect.stringContaining('nothing for order. Did you mean "orders"?'),
    });
    await expect(committedOf(admin, 'stale', [{ topic: 'orders', partitions: [2] }])).rejects.toThrow('for orders[2].');
    await expect(committedOf(admin, 'empty', [{ topic: 'orders' }])).rejects.toThrow('offsets of: no topic.');
  });

  it('has a result for each partition', async () => {
    const { admin } = cluster();
    const results = await deleteGroupOffsets(
      admin,
      'shop',
      await committedOf(admin, 'shop', [{ topic: 'orders', partitions: [0] }, { topic: 'users' }]),
    );
    expect(results).toEqual([
      { topic: 'orders', partition: 0, committed: 4, error: expect.any(Error) },
      { topic: 'users', partition: 0, committed: 1 },
    ]);
  });
});

import { expect, it } from '@jest/globals';
import type { GroupMember } from '@kfw/core';
import { idleGroups, lag, requireGroups } from '../../src/index.js';
import { FakeCluster, member } from '../support/fake-groups.js';

const waiting: GroupMember = { ...member('spare', 'orders'), partitions: [] };

it('groups without a committed offset read nothing, unless a member has partitions', async () => {
  const cluster = new FakeCluster({
    topics: { orders: [{ high: 3 }] },
    groups: {
      idle: {},
      spare: { members: [waiting] },
      starting: { members: [member('web', 'orders', 0)] },
      stopped: { committed: { orders: { 0: 3 } } },
    },
  });
  const groups = await requireGroups(cluster.admin, ['idle', 'spare', 'starting', 'stopped']);
  const { partitions } = await lag(cluster, groups);
  expect(idleGroups(groups, partitions)).toEqual(['idle', 'spare']);
});

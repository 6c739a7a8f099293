import { describe, expect, it } from '@jest/globals';
import { isMember, waitWithHeartbeats } from '../../src/consuming/wait-with-heartbeats.js';
import type { ConsumerGroup } from '../../src/kafkajs/internals.js';

function groupAnswering(...types: (string | undefined)[]) {
  let beats = 0;
  const second = Promise.withResolvers<void>();
  const heartbeat = async () => {
    const type = types[Math.min(beats, types.length - 1)];
    beats++;
    if (beats === 2) second.resolve();
    if (type !== undefined) throw Object.assign(new Error(type), { type });
  };
  const group = { groupId: 'g', memberId: 'm', generationId: 1, coordinator: { heartbeat } };
  return { group: group as unknown as ConsumerGroup, second: second.promise };
}

const never = new Promise<void>(() => {});
const quick = { deadlineMs: 60_000, intervalMs: 1 };

describe('waiting as a member', () => {
  it('sends heartbeats until the work is done, even while the group rebalances', async () => {
    const { group, second } = groupAnswering('REBALANCE_IN_PROGRESS');
    expect(await waitWithHeartbeats(group, second, quick)).toBe('done');
  });

  it('ends at the deadline', async () => {
    const { group } = groupAnswering(undefined);
    expect(await waitWithHeartbeats(group, never, { deadlineMs: 5, intervalMs: 1 })).toBe('deadline');
  });

  it.each(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'])('ends when the group says %s', async (type) => {
    const { group } = groupAnswering(undefined, type);
    expect(await waitWithHeartbeats(group, never, quick)).toBe('removed');
  });

  it('does not treat an unreachable broker as a removal', async () => {
    expect(await isMember(groupAnswering('NOT_COORDINATOR_FOR_GROUP').group)).toBe(true);
    expect(await isMember({ ...groupAnswering(undefined).group, memberId: null })).toBe(false);
  });
});

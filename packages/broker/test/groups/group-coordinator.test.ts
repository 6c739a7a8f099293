import { describe, expect, it } from '@jest/globals';
import { GroupCoordinator } from '../../src/groups/group-coordinator.js';
import type { GroupError } from '../../src/groups/group-messages.js';
import { defaultGroupOptions, type GroupOptions } from '../../src/groups/group-options.js';
import { GroupStore } from '../../src/groups/store/group-store.js';
import { ManualClock } from './manual-clock.js';
import { joinDefaults } from './test-group.js';

const retentionMs = defaultGroupOptions.offsetsRetentionMs;
const checkMs = defaultGroupOptions.offsetsRetentionCheckIntervalMs;

function coordinator(options: Partial<GroupOptions> = {}, clock = new ManualClock(), store = GroupStore.inMemory()) {
  const formed: string[] = [];
  const errors: unknown[] = [];
  const groups = new GroupCoordinator({
    clock,
    store,
    options: { ...defaultGroupOptions, ...options },
    onFormed: (id, generation, members) => formed.push(`${id} ${generation} ${members}`),
    onError: (error) => errors.push(error),
    onClosed: () => formed.push('closed'),
  });
  return { groups, clock, store, formed, errors };
}

const offsetOf = (topic: string, partition: number, offset: number) => {
  return { topic, partition, offset, leaderEpoch: 0, metadata: '' };
};

const member = (memberId: string, generation: number) => ({ memberId, generation, groupInstanceId: null });

function leave(groups: GroupCoordinator, id: string, memberId: string): GroupError {
  const { error, members } = groups.leave(id, [{ memberId, groupInstanceId: null }]);
  return members[0]?.error ?? error;
}

describe('the coordinator', () => {
  it('rejects the empty id, except for commits', async () => {
    const { groups } = coordinator();
    expect((await groups.join('', joinDefaults)).error).toBe('INVALID_GROUP_ID');
    expect((await groups.sync('', { ...member('a', 1), assignments: new Map() })).error).toBe('INVALID_GROUP_ID');
    expect(groups.heartbeat('', member('a', 1))).toBe('INVALID_GROUP_ID');
    expect(leave(groups, '', 'a')).toBe('INVALID_GROUP_ID');
    expect(groups.mayCommit('', member('', -1))).toBe('NONE');
  });

  it('limits session timeouts, even before there is a group', async () => {
    const { groups } = coordinator();
    for (const sessionTimeoutMs of [-1, 5_999, 1_800_001]) {
      expect((await groups.join('g', { ...joinDefaults, sessionTimeoutMs })).error).toBe('INVALID_SESSION_TIMEOUT');
    }
    expect(groups.find('g')).toBeUndefined();
    for (const sessionTimeoutMs of [6_000, 1_800_000]) {
      expect((await groups.join(`g${sessionTimeoutMs}`, { ...joinDefaults, sessionTimeoutMs })).error).toBe('NONE');
    }
  });

  it('has no members in groups that do not exist', async () => {
    const { groups } = coordinator();
    expect((await groups.join('g', { ...joinDefaults, memberId: 'a' })).error).toBe('UNKNOWN_MEMBER_ID');
    expect((await groups.sync('g', { ...member('a', 1), assignments: new Map() })).error).toBe('UNKNOWN_MEMBER_ID');
    expect(groups.heartbeat('g', member('a', 1))).toBe('UNKNOWN_MEMBER_ID');
    expect(leave(groups, 'g', 'a')).toBe('UNKNOWN_MEMBER_ID');
    expect(groups.mayCommit('g', member('a', 1))).toBe('ILLEGAL_GENERATION');
    expect(groups.delete('g')).toBe('GROUP_ID_NOT_FOUND');
    expect([...groups.all()]).toEqual([]);
  });

  it('limits the number of groups', async () => {
    const { groups } = coordinator({ maxGroups: 1 });
    expect((await groups.join('one', joinDefaults)).error).toBe('NONE');
    expect((await groups.join('two', joinDefaults)).error).toBe('POLICY_VIOLATION');
    expect(groups.mayCommit('two', member('', -1))).toBe('POLICY_VIOLATION');
  });

  it('reports groups that formed, not those that ended', async () => {
    const { groups, formed } = coordinator();
    const { memberId } = await groups.join('g', joinDefaults);
    leave(groups, 'g', memberId);
    expect(formed).toEqual(['g 1 1']);
  });

  it('deletes groups without members, with their offsets', async () => {
    const { groups, store } = coordinator();
    const { memberId } = await groups.join('g', joinDefaults);
    await groups.sync('g', { ...member(memberId, 1), assignments: new Map() });
    expect(groups.mayCommit('g', member(memberId, 1))).toBe('NONE');
    groups.commit('g', [offsetOf('orders', 0, 7)]);
    expect(groups.delete('g')).toBe('NON_EMPTY_GROUP');
    leave(groups, 'g', memberId);
    expect(groups.delete('g')).toBe('NONE');
    expect(groups.committed('g', 'orders', 0)).toBeUndefined();
    expect(store.records().size).toBe(0);
    expect(groups.delete('g')).toBe('GROUP_ID_NOT_FOUND');
  });

  it('deletes the offsets of a deleted topic only', () => {
    const { groups } = coordinator();
    groups.mayCommit('g', member('', -1));
    groups.commit('g', [offsetOf('orders', 0, 7), offsetOf('orders', 1, 8), offsetOf('orders2', 0, 9)]);
    groups.forgetTopic('orders');
    expect([...groups.allCommitted('g').keys()]).toEqual(['orders2']);
  });

  it('answers waiting requests when it closes, and rejects later ones', async () => {
    const { groups, clock, formed } = coordinator({ groupInitialRebalanceDelayMs: 3_000 });
    const waiting = groups.join('g', joinDefaults);
    groups.close();
    groups.close();
    expect((await waiting).error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect((await groups.join('new', joinDefaults)).error).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(groups.mayCommit('new', member('', -1))).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(clock.timers).toBe(0);
    expect(formed).toEqual(['closed']);
  });

  it('has empty groups with their generations and offsets after a restart', async () => {
    const { groups, clock, store } = coordinator();
    const { memberId } = await groups.join('g', joinDefaults);
    await groups.sync('g', { ...member(memberId, 1), assignments: new Map() });
    groups.commit('g', [offsetOf('orders', 0, 7)]);
    groups.close();
    const after = coordinator({}, clock, store).groups;
    expect(after.find('g')).toMatchObject({ state: 'Empty', generation: 1 });
    expect(after.heartbeat('g', member(memberId, 1))).toBe('UNKNOWN_MEMBER_ID');
    expect(after.committed('g', 'orders', 0)?.offset).toBe(7);
    expect((await after.join('g', joinDefaults)).generation).toBe(2);
  });
});

describe('the retention of offsets', () => {
  it('begins when the last member has left', async () => {
    const { groups, clock } = coordinator();
    const { memberId } = await groups.join('g', { ...joinDefaults, sessionTimeoutMs: 1_800_000 });
    await groups.sync('g', { ...member(memberId, 1), assignments: new Map() });
    groups.commit('g', [offsetOf('orders', 0, 7)]);
    for (let beat = 0; beat < retentionMs; beat += 1_000_000) {
      clock.advance(1_000_000);
      expect(groups.heartbeat('g', member(memberId, 1))).toBe('NONE');
    }
    leave(groups, 'g', memberId);
    clock.advance(retentionMs - checkMs);
    expect(groups.committed('g', 'orders', 0)?.offset).toBe(7);
    clock.advance(2 * checkMs);
    expect(groups.committed('g', 'orders', 0)).toBeUndefined();
    expect(groups.find('g')).toBeUndefined();
  });

  it('of a group that never had members begins with the commit', () => {
    const { groups, clock } = coordinator();
    groups.mayCommit('g', member('', -1));
    groups.commit('g', [offsetOf('orders', 0, 7)]);
    clock.advance(retentionMs / 2);
    groups.commit('g', [offsetOf('orders', 1, 8)]);
    clock.advance(retentionMs / 2 + checkMs);
    expect([...(groups.allCommitted('g').get('orders')?.keys() ?? [])]).toEqual([1]);
    clock.advance(retentionMs);
    expect(groups.find('g')).toBeUndefined();
  });

  it('can be set by the commit', () => {
    const { groups, clock } = coordinator();
    groups.mayCommit('g', member('', -1));
    groups.commit('g', [offsetOf('orders', 0, 7)], 3_600_000);
    groups.commit('g', [offsetOf('orders', 1, 8)], 2 * retentionMs);
    clock.advance(3_600_000 + checkMs);
    expect([...(groups.allCommitted('g').get('orders')?.keys() ?? [])]).toEqual([1]);
    clock.advance(retentionMs + checkMs);
    expect(groups.committed('g', 'orders', 1)?.offset).toBe(8);
  });

  it('does not delete a group that a client is about to join', async () => {
    const { groups, clock } = coordinator();
    const patient = { ...joinDefaults, sessionTimeoutMs: 1_800_000, memberIdRequired: true };
    const { memberId } = await groups.join('g', patient);
    clock.advance(2 * checkMs);
    expect((await groups.join('g', { ...patient, memberId })).error).toBe('NONE');
  });

  it('never ends for a group with members, and deletes groups that are empty', async () => {
    const { groups, clock } = coordinator();
    const { memberId } = await groups.join('busy', { ...joinDefaults, sessionTimeoutMs: 1_800_000 });
    await groups.sync('busy', { ...member(memberId, 1), assignments: new Map() });
    groups.commit('busy', [offsetOf('orders', 0, 7)], 1);
    await groups.join('idle', { ...joinDefaults, memberIdRequired: true });
    clock.advance(checkMs + 10_000);
    expect(groups.committed('busy', 'orders', 0)?.offset).toBe(7);
    clock.advance(checkMs);
    expect([...groups.all()].map(({ id }) => id)).toEqual(['busy']);
  });
});

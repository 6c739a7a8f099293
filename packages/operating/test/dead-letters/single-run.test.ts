import { expect, it } from '@jest/globals';
import type { GroupMember, Source, SourceHandlers } from '@kfw/core';
import { holdSingleRun } from '../../src/dead-letters/single-run.js';

const memberOf = (memberId: string): GroupMember => ({
  memberId,
  instanceId: null,
  clientId: 'shop',
  host: '/10.0.0.7',
  partitions: [],
});

/** A group of one broker: a run that starts joins, and is a member until it stops. */
class FakeGroup {
  readonly members: GroupMember[] = [];
  handlers: SourceHandlers | undefined;
  isMember = true;
  /** What happens between the join of a run and its next look at the group. */
  afterJoin = () => {};

  readonly admin = {
    describeGroups: async ([group = '']: readonly string[]) => [
      {
        group,
        type: 'classic' as const,
        state: 'Stable',
        protocolType: 'consumer',
        assignor: '',
        coordinator: { id: 1, host: 'one', port: 9092 },
        members: [...this.members],
      },
    ],
  };

  readonly transport = {
    source: (): Source => {
      const member = memberOf('mine');
      return {
        start: async (handlers) => {
          this.handlers = handlers;
          this.members.push(member);
          handlers.onJoined({ memberId: 'mine', generation: 1, groupGeneration: 1 });
          this.afterJoin();
        },
        stop: async () => void this.members.splice(this.members.indexOf(member), 1),
        pause: () => {},
        resume: () => {},
        resetTo: () => {},
        progress: () => ({ isMember: this.isMember, polledAt: undefined, partitions: [] }),
        commit: async () => ({ stale: [] }),
      };
    },
  };
}

it('refuses a second run, with the member that holds the topic, and does not join', async () => {
  const group = new FakeGroup();
  group.members.push(memberOf('other'));
  await expect(holdSingleRun('dead', group)).rejects.toMatchObject({
    code: 'KFW_DEAD_LETTERS_BUSY',
    message: expect.stringMatching(/client shop on 10\.0\.0\.7.*killed counts as running for 10 s/s),
  });
  expect(group.handlers).toBeUndefined();
});

it('leaves again when another run has joined meanwhile', async () => {
  const group = new FakeGroup();
  group.afterJoin = () => void group.members.push(memberOf('other'));
  await expect(holdSingleRun('dead', group)).rejects.toMatchObject({ code: 'KFW_DEAD_LETTERS_BUSY' });
  expect(group.members).toEqual([memberOf('other')]);
});

it('holds the topic until it is released, through rebalances that a refused run causes', async () => {
  const group = new FakeGroup();
  const run = await holdSingleRun('dead', group);
  group.handlers?.onJoined({ memberId: 'mine', generation: 2, groupGeneration: 2 });
  await group.handlers?.onRevoked({ generation: 1, partitions: [], deadlineMs: 0, lost: true });
  expect(run.lost.aborted).toBe(false);
  await run.release();
  expect(group.members).toEqual([]);
});

it.each<[string, (group: FakeGroup) => unknown]>([
  [
    'its session has expired',
    (group) => {
      group.isMember = false;
      return group.handlers?.onRevoked({ generation: 1, partitions: [], deadlineMs: 0, lost: true });
    },
  ],
  [
    'it has joined again as another member',
    (group) => group.handlers?.onJoined({ memberId: 'another', generation: 2, groupGeneration: 9 }),
  ],
  ['its membership has crashed', (group) => group.handlers?.onCrash(new Error('not authorized'))],
])('is lost when %s', async (_when, happen) => {
  const group = new FakeGroup();
  const run = await holdSingleRun('dead', group);
  await happen(group);
  expect(run.lost.reason).toMatchObject({ code: 'KFW_DEAD_LETTERS_LOST' });
});

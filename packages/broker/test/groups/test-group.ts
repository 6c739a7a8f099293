/** A group with a manual clock and short calls; a parked request is a response that is still missing. */
import { Group } from '../../src/groups/group.js';
import type { GroupError, JoinRequest, JoinResponse, SyncResponse } from '../../src/groups/group-messages.js';
import { defaultGroupOptions, type GroupOptions } from '../../src/groups/group-options.js';
import { ManualClock } from './manual-clock.js';

/** The state of a request: empty while it is parked. */
export interface PendingResponse<Response> {
  response?: Response;
  times: number;
}

export const joinDefaults: JoinRequest = {
  memberId: '',
  groupInstanceId: null,
  clientId: 'tester',
  clientHost: '/127.0.0.1',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 30_000,
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.from('topics') }],
  memberIdRequired: false,
};

export class TestGroup {
  readonly clock = new ManualClock();
  readonly generations: number[] = [];
  readonly group: Group;

  constructor(options: Partial<GroupOptions> = {}) {
    this.group = new Group('shop', {
      clock: this.clock,
      options: { ...defaultGroupOptions, ...options },
      onGeneration: (_id, { generation }) => this.generations.push(generation),
    });
  }

  join(request: Partial<JoinRequest> = {}): PendingResponse<JoinResponse> {
    const pending: PendingResponse<JoinResponse> = { times: 0 };
    this.group.join({ ...joinDefaults, ...request }, (response) => {
      pending.response = response;
      pending.times += 1;
    });
    return pending;
  }

  sync(
    memberId: string,
    generation: number,
    assignments: Record<string, string> = {},
    groupInstanceId: string | null = null,
  ): PendingResponse<SyncResponse> {
    const pending: PendingResponse<SyncResponse> = { times: 0 };
    const given = Object.entries(assignments).map(([id, text]) => [id, Buffer.from(text)] as const);
    this.group.sync({ memberId, groupInstanceId, generation, assignments: new Map(given) }, (response) => {
      pending.response = response;
      pending.times += 1;
    });
    return pending;
  }

  heartbeat(memberId: string, generation: number, groupInstanceId: string | null = null): GroupError {
    return this.group.heartbeat({ memberId, groupInstanceId, generation });
  }

  commit(memberId: string, generation: number, groupInstanceId: string | null = null): GroupError {
    return this.group.commit({ memberId, groupInstanceId, generation });
  }

  commitInTransaction(memberId: string, generation: number, groupInstanceId: string | null = null): GroupError {
    return this.group.commitInTransaction({ memberId, groupInstanceId, generation });
  }

  leave(memberId: string, groupInstanceId: string | null = null): GroupError {
    const { error, members } = this.group.leave([{ memberId, groupInstanceId }]);
    return members[0]?.error ?? error;
  }

  /** A stable group of `count` members that join with `request`; returns their ids, the leader's first. */
  stable(count: number, request: Partial<JoinRequest> | ((at: number) => Partial<JoinRequest>) = {}): string[] {
    const ids: string[] = [];
    const of = (at: number) => (typeof request === 'function' ? request(at) : request);
    for (let joined = 0; joined < count; joined++) {
      const newcomer = this.join(of(joined));
      const rejoined = ids.map((memberId, at) => this.join({ ...of(at), memberId }));
      const response = newcomer.response;
      if (response?.error !== 'NONE' || rejoined.some((each) => each.response === undefined)) {
        throw new Error(`member ${joined} did not join: ${response?.error}`);
      }
      ids.push(response.memberId);
    }
    const { generation } = this.group;
    const parts = Object.fromEntries(ids.map((id, index) => [id, `part ${index}`]));
    for (const id of ids.toReversed()) this.sync(id, generation, id === ids[0] ? parts : {});
    return ids;
  }
}

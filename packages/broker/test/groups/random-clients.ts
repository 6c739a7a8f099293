/**
 * Clients that send random requests to one group: two dynamic members, one static member, and two that claim the same
 * instance id. Each uses the last response that it got, however outdated.
 */
import fc from 'fast-check';
import type { GroupError, JoinResponse, SyncResponse } from '../../src/groups/group-messages.js';
import { type PendingResponse, TestGroup } from './test-group.js';

const partitions = ['0', '1', '2', '3', '4'];
const instances = [null, null, 'alone', 'twice', 'twice'] as const;

export const instanceIds = ['alone', 'twice'];

type Action = 'join' | 'join as new' | 'join for an id' | 'heartbeat' | 'leave' | 'remove' | 'commit' | 'commit as txn';

export type Step =
  | { readonly do: Action; readonly client: number }
  | { readonly do: 'sync'; readonly client: number; readonly shift: number }
  | { readonly do: 'wait'; readonly ms: number };

const client = fc.nat(instances.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('join' as const), client }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('sync' as const), client, turn: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('join as new', 'join for an id'), client }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('heartbeat', 'commit', 'commit as txn'), client }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave', 'remove'), client }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(12_000) }) },
);

export const steps = fc.array(step, { maxLength: 80 });

export const groupOptions = fc.record({
  groupInitialRebalanceDelayMs: fc.constantFrom(0, 3_000),
  groupMaxSize: fc.constantFrom(2, 1_000),
});

/** A response to a request with this member id. */
export interface ErrorResponse {
  readonly memberId: string;
  readonly error: GroupError;
}

/** The owner of partitions: an instance, whatever its member id is, or else a member. */
export function ownerOf(memberId: string): string {
  return instanceIds.find((id) => memberId.startsWith(`${id}-`)) ?? memberId;
}

export class RandomClients {
  readonly joins: PendingResponse<JoinResponse>[] = [];
  readonly syncs: {
    readonly memberId: string;
    readonly generation: number;
    readonly asked: PendingResponse<SyncResponse>;
  }[] = [];
  readonly #last = new Map<number, PendingResponse<JoinResponse>>();
  #waiting: { readonly asked: PendingResponse<JoinResponse | SyncResponse>; readonly memberId: string }[] = [];
  #errors: ErrorResponse[] = [];

  constructor(readonly testGroup: TestGroup) {}

  /** Runs them; `onStep` gets the responses of each step. */
  static run(
    options: ConstructorParameters<typeof TestGroup>[0],
    given: readonly Step[],
    onStep: (errors: readonly ErrorResponse[], clients: RandomClients) => void = () => undefined,
  ): RandomClients {
    const clients = new RandomClients(new TestGroup(options));
    for (const each of given) onStep(clients.#run(each), clients);
    return clients;
  }

  #run(each: Step): readonly ErrorResponse[] {
    this.#errors = [];
    if (each.do === 'wait') this.testGroup.clock.advance(each.ms);
    else if (each.do === 'sync') this.#sync(each.client, each.shift);
    else this.#act(each.do, each.client);
    for (const { asked, memberId } of this.#waiting) {
      if (asked.response !== undefined) this.#errors.push({ memberId, error: asked.response.error });
    }
    this.#waiting = this.#waiting.filter(({ asked }) => asked.response === undefined);
    return this.#errors;
  }

  #act(what: Action, who: number): void {
    const last = this.#last.get(who)?.response;
    const memberId = last?.memberId ?? '';
    const generation = last?.generation ?? -1;
    const groupInstanceId = instances[who] ?? null;
    const addError = (error: GroupError) => {
      // Without a generation a commit has no member, whatever id it names.
      if (generation >= 0 || !what.startsWith('commit')) this.#errors.push({ memberId, error });
    };
    if (what === 'leave') addError(this.testGroup.leave(memberId, groupInstanceId));
    else if (what === 'remove') this.testGroup.leave('', groupInstanceId);
    else if (what === 'heartbeat') addError(this.testGroup.heartbeat(memberId, generation, groupInstanceId));
    else if (what === 'commit') addError(this.testGroup.commit(memberId, generation, groupInstanceId));
    else if (what === 'commit as txn')
      addError(this.testGroup.commitInTransaction(memberId, generation, groupInstanceId));
    else this.#join(who, what === 'join' ? memberId : '', what === 'join for an id');
  }

  #join(who: number, memberId: string, memberIdRequired: boolean): void {
    const groupInstanceId = instances[who] ?? null;
    const rebalanceTimeoutMs = 5_000 + 3_000 * who;
    const asked = this.testGroup.join({ memberId, groupInstanceId, memberIdRequired, rebalanceTimeoutMs });
    this.joins.push(asked);
    this.#waiting.push({ asked, memberId });
    this.#last.set(who, asked);
  }

  /** A leader assigns the partitions, starting with another member each time. */
  #sync(who: number, shift: number): void {
    const last = this.#last.get(who)?.response;
    if (last?.error !== 'NONE') return;
    const assigned: Record<string, string> = {};
    for (const [index, partition] of partitions.entries()) {
      const owner = last.members[(index + shift) % Math.max(1, last.members.length)]?.memberId;
      if (owner !== undefined) assigned[owner] = `${assigned[owner] ?? ''}${partition}`;
    }
    const { memberId, generation } = last;
    const groupInstanceId = instances[who] ?? null;
    const asked = this.testGroup.sync(memberId, generation, assigned, groupInstanceId);
    this.syncs.push({ memberId, generation, asked });
    this.#waiting.push({ asked, memberId });
  }
}

/**
 * Clients that do random things to one group: two dynamic ones, one that is an instance, and two that both believe to be
 * another. Each acts upon what it last heard, however outdated.
 */
import fc from 'fast-check';
import type { GroupError, JoinAnswer, SyncAnswer } from '../../src/groups/group-messages.js';
import { type Asked, GroupInHand } from './group-in-hand.js';

const partitions = ['0', '1', '2', '3', '4'];
const instances = [null, null, 'alone', 'twice', 'twice'] as const;

export const instanceIds = ['alone', 'twice'];

type Deed = 'join' | 'join anew' | 'join for an id' | 'heartbeat' | 'leave' | 'remove' | 'commit' | 'commit as txn';

export type Step =
  | { readonly do: Deed; readonly client: number }
  | { readonly do: 'sync'; readonly client: number; readonly turn: number }
  | { readonly do: 'wait'; readonly ms: number };

const client = fc.nat(instances.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('join' as const), client }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('sync' as const), client, turn: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('join anew', 'join for an id'), client }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('heartbeat', 'commit', 'commit as txn'), client }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave', 'remove'), client }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(12_000) }) },
);

export const steps = fc.array(step, { maxLength: 80 });

export const groupOptions = fc.record({
  groupInitialRebalanceDelayMs: fc.constantFrom(0, 3_000),
  groupMaxSize: fc.constantFrom(2, 1_000),
});

/** An answer to somebody who named this id. */
export interface Told {
  readonly memberId: string;
  readonly error: GroupError;
}

/** Whose partitions they are: an instance's, whatever its member id is, or else a member's. */
export function ownerOf(memberId: string): string {
  return instanceIds.find((id) => memberId.startsWith(`${id}-`)) ?? memberId;
}

export class RandomClients {
  readonly joins: Asked<JoinAnswer>[] = [];
  readonly syncs: { readonly memberId: string; readonly generation: number; readonly asked: Asked<SyncAnswer> }[] = [];
  readonly #last = new Map<number, Asked<JoinAnswer>>();
  #waiting: { readonly asked: Asked<JoinAnswer | SyncAnswer>; readonly memberId: string }[] = [];
  #told: Told[] = [];

  constructor(readonly hand: GroupInHand) {}

  /** Runs them; `onStep` is given what was answered in each. */
  static run(
    options: ConstructorParameters<typeof GroupInHand>[0],
    given: readonly Step[],
    onStep: (told: readonly Told[], clients: RandomClients) => void = () => undefined,
  ): RandomClients {
    const clients = new RandomClients(new GroupInHand(options));
    for (const each of given) onStep(clients.#run(each), clients);
    return clients;
  }

  #run(each: Step): readonly Told[] {
    this.#told = [];
    if (each.do === 'wait') this.hand.clock.advance(each.ms);
    else if (each.do === 'sync') this.#sync(each.client, each.turn);
    else this.#act(each.do, each.client);
    for (const { asked, memberId } of this.#waiting) {
      if (asked.answer !== undefined) this.#told.push({ memberId, error: asked.answer.error });
    }
    this.#waiting = this.#waiting.filter(({ asked }) => asked.answer === undefined);
    return this.#told;
  }

  #act(what: Deed, who: number): void {
    const heard = this.#last.get(who)?.answer;
    const memberId = heard?.memberId ?? '';
    const generation = heard?.generation ?? -1;
    const groupInstanceId = instances[who] ?? null;
    const tell = (error: GroupError) => {
      // Without a generation a commit is nobody's, whoever names himself with it.
      if (generation >= 0 || !what.startsWith('commit')) this.#told.push({ memberId, error });
    };
    if (what === 'leave') tell(this.hand.leave(memberId, groupInstanceId));
    else if (what === 'remove') this.hand.leave('', groupInstanceId);
    else if (what === 'heartbeat') tell(this.hand.heartbeat(memberId, generation, groupInstanceId));
    else if (what === 'commit') tell(this.hand.commit(memberId, generation, groupInstanceId));
    else if (what === 'commit as txn') tell(this.hand.commitInTransaction(memberId, generation, groupInstanceId));
    else this.#join(who, what === 'join' ? memberId : '', what === 'join for an id');
  }

  #join(who: number, memberId: string, memberIdRequired: boolean): void {
    const groupInstanceId = instances[who] ?? null;
    const rebalanceTimeoutMs = 5_000 + 3_000 * who;
    const asked = this.hand.join({ memberId, groupInstanceId, memberIdRequired, rebalanceTimeoutMs });
    this.joins.push(asked);
    this.#waiting.push({ asked, memberId });
    this.#last.set(who, asked);
  }

  /** A leader deals the partitions out, beginning with another member each time. */
  #sync(who: number, turn: number): void {
    const heard = this.#last.get(who)?.answer;
    if (heard?.error !== 'NONE') return;
    const dealt: Record<string, string> = {};
    for (const [index, partition] of partitions.entries()) {
      const owner = heard.members[(index + turn) % Math.max(1, heard.members.length)]?.memberId;
      if (owner !== undefined) dealt[owner] = `${dealt[owner] ?? ''}${partition}`;
    }
    const { memberId, generation } = heard;
    const groupInstanceId = instances[who] ?? null;
    const asked = this.hand.sync(memberId, generation, dealt, groupInstanceId);
    this.syncs.push({ memberId, generation, asked });
    this.#waiting.push({ asked, memberId });
  }
}

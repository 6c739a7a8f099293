/** Whatever members do, in whatever order: a client's random doings against what must hold of every group. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JoinAnswer, SyncAnswer } from '../../src/groups/group-messages.js';
import { type Asked, GroupInHand } from './group-in-hand.js';

const partitions = ['0', '1', '2', '3', '4'];

type Step =
  | { readonly do: 'join' | 'join anew' | 'join for an id' | 'heartbeat' | 'leave' | 'commit'; readonly client: number }
  | { readonly do: 'sync'; readonly client: number; readonly turn: number }
  | { readonly do: 'wait'; readonly ms: number };

const client = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('join' as const), client }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('sync' as const), client, turn: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('join anew', 'join for an id'), client }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('heartbeat', 'commit'), client }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), client }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(12_000) }) },
);

/** What each client last heard; it acts upon that, however outdated. */
class Clients {
  readonly joins: Asked<JoinAnswer>[] = [];
  readonly syncs: { readonly memberId: string; readonly generation: number; readonly asked: Asked<SyncAnswer> }[] = [];
  readonly #last = new Map<number, Asked<JoinAnswer>>();

  constructor(readonly hand: GroupInHand) {}

  run(each: Step): void {
    if (each.do === 'wait') this.hand.clock.advance(each.ms);
    else if (each.do === 'sync') this.#sync(each.client, each.turn);
    else this.#act(each.do, each.client);
  }

  #act(what: Exclude<Step['do'], 'wait' | 'sync'>, who: number): void {
    const heard = this.#last.get(who)?.answer;
    const memberId = heard?.memberId ?? '';
    const generation = heard?.generation ?? -1;
    if (what === 'leave') this.hand.leave(memberId);
    else if (what === 'heartbeat') this.hand.heartbeat(memberId, generation);
    else if (what === 'commit') this.hand.commit(memberId, generation);
    else {
      const asked = this.hand.join({
        memberId: what === 'join' ? memberId : '',
        memberIdRequired: what === 'join for an id',
        rebalanceTimeoutMs: 5_000 + 3_000 * who,
      });
      this.joins.push(asked);
      this.#last.set(who, asked);
    }
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
    this.syncs.push({ memberId, generation, asked: this.hand.sync(memberId, generation, dealt) });
  }
}

const groupOptions = fc.record({
  groupInitialRebalanceDelayMs: fc.constantFrom(0, 3_000),
  groupMaxSize: fc.constantFrom(2, 1_000),
});

describe('a group, whatever its members do', () => {
  it('never gives a partition to two members of one generation', () => {
    fc.assert(
      fc.property(groupOptions, fc.array(step, { maxLength: 80 }), (options, steps) => {
        const clients = new Clients(new GroupInHand(options));
        for (const each of steps) clients.run(each);
        const owners = new Map<string, string>();
        for (const { memberId, generation, asked } of clients.syncs) {
          for (const partition of String(asked.answer?.assignment ?? '')) {
            const owned = `${generation}/${partition}`;
            expect(owners.get(owned) ?? memberId).toBe(memberId);
            owners.set(owned, memberId);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('answers every request once, at the latest when its time is over, and then keeps nothing', () => {
    fc.assert(
      fc.property(groupOptions, fc.array(step, { maxLength: 80 }), (options, steps) => {
        const clients = new Clients(new GroupInHand(options));
        for (const each of steps) clients.run(each);
        clients.hand.clock.advance(60_000);
        const asked = [...clients.joins, ...clients.syncs.map((each) => each.asked)];
        expect(asked.filter(({ times }) => times !== 1)).toEqual([]);
        expect(clients.hand.group.state).toBe('Empty');
        expect(clients.hand.clock.timers).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('has generations that only grow, each with one leader and one protocol', () => {
    fc.assert(
      fc.property(groupOptions, fc.array(step, { maxLength: 80 }), (options, steps) => {
        const clients = new Clients(new GroupInHand(options));
        for (const each of steps) clients.run(each);
        const { hand, joins } = clients;
        expect(hand.generations).toEqual(hand.generations.map((_, index) => index + 1));
        const leaders = new Map<number, string>();
        for (const { answer } of joins) {
          if (answer?.error !== 'NONE') continue;
          expect(leaders.get(answer.generation) ?? answer.leaderId).toBe(answer.leaderId);
          leaders.set(answer.generation, answer.leaderId);
          expect(answer.protocolName).toBe('range');
          const ids = answer.members.map(({ memberId }) => memberId);
          expect(new Set(ids).size).toBe(ids.length);
          if (ids.length > 0) expect(answer.memberId).toBe(answer.leaderId);
          expect(ids.length).toBeLessThanOrEqual(options.groupMaxSize);
        }
      }),
      { numRuns: 500 },
    );
  });
});

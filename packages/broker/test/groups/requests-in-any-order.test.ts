/** Random requests of clients in random order, and the properties that hold for every group. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GroupError } from '../../src/groups/group-messages.js';
import { groupOptions, instanceIds, ownerOf, RandomClients, steps } from './random-clients.js';

const runs = { numRuns: 500 };

/** Errors that a client gets that is not a member. */
const outside = new Set<GroupError>(['UNKNOWN_MEMBER_ID', 'GROUP_MAX_SIZE_REACHED']);

describe('a group, whatever its members do', () => {
  it('never gives a partition to two members of one generation', () => {
    fc.assert(
      fc.property(groupOptions, steps, (options, given) => {
        const owners = new Map<string, string>();
        for (const { memberId, generation, asked } of RandomClients.run(options, given).syncs) {
          for (const partition of String(asked.response?.assignment ?? '')) {
            const owned = `${generation}/${partition}`;
            expect(owners.get(owned) ?? ownerOf(memberId)).toBe(ownerOf(memberId));
            owners.set(owned, ownerOf(memberId));
          }
        }
      }),
      runs,
    );
  });

  it('answers every request once, when its time is over at the latest, and then keeps nothing', () => {
    fc.assert(
      fc.property(groupOptions, steps, (options, given) => {
        const clients = RandomClients.run(options, given);
        clients.testGroup.clock.advance(60_000);
        const asked = [...clients.joins, ...clients.syncs.map((each) => each.asked)];
        expect(asked.filter(({ times }) => times !== 1)).toEqual([]);
        expect(clients.testGroup.group.state).toBe('Empty');
        expect(clients.testGroup.clock.timers).toBe(0);
      }),
      runs,
    );
  });

  it('has generations that only grow, each with one leader and one protocol', () => {
    fc.assert(
      fc.property(groupOptions, steps, (options, given) => {
        const { testGroup, joins } = RandomClients.run(options, given);
        expect(testGroup.generations).toEqual(testGroup.generations.map((_, index) => index + 1));
        const leaders = new Map<number, string>();
        for (const { response } of joins) {
          if (response?.error !== 'NONE') continue;
          const leader = ownerOf(response.leaderId);
          expect(leaders.get(response.generation) ?? leader).toBe(leader);
          leaders.set(response.generation, leader);
          expect(response.protocolName).toBe('range');
          const ids = response.members.map(({ memberId }) => ownerOf(memberId));
          expect(new Set(ids).size).toBe(ids.length);
          if (ids.length > 0) expect(response.memberId).toBe(response.leaderId);
          // Members that have joined also take the places of static members that have not: as in Kafka.
          expect(ids.length).toBeLessThanOrEqual(options.groupMaxSize + instanceIds.length);
        }
      }),
      runs,
    );
  });

  it('has one member for each instance, and never accepts a previous one again', () => {
    fc.assert(
      fc.property(groupOptions, steps, (options, given) => {
        const fenced = new Set<string>();
        const wrong: unknown[] = [];
        RandomClients.run(options, given, (response, { testGroup }) => {
          const { members } = testGroup.group;
          for (const id of instanceIds) {
            const [first, second] = members.all().filter(({ groupInstanceId }) => groupInstanceId === id);
            if (second !== undefined || members.findInstance(id) !== first) wrong.push(id);
          }
          for (const { memberId, error } of response) {
            if (error === 'FENCED_INSTANCE_ID' && memberId !== '') fenced.add(memberId);
            else if (fenced.has(memberId) && !outside.has(error)) wrong.push({ memberId, error });
          }
        });
        expect(wrong).toEqual([]);
      }),
      runs,
    );
  });
});

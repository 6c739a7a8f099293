/**
 * Whether a group takes somebody in, or keeps a member that joins again. A settled group keeps its members; in a
 * rebalance the places go to those who join first.
 */

import type { Member } from '../membership/member.js';
import type { Rebalancer } from './rebalancer.js';

export function hasRoomFor(member: Member | undefined, { state, members }: Rebalancer, groupMaxSize: number): boolean {
  if (state === 'Empty' || state === 'Dead') return groupMaxSize > 0;
  if (state === 'PreparingRebalance') return member?.awaitsJoin === true || members.awaitingJoin < groupMaxSize;
  return member !== undefined || members.size < groupMaxSize;
}

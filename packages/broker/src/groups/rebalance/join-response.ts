/** The answer to a join that succeeded. The leader is told of everybody, since it makes the assignment. */

import type { JoinResponse } from '../group-messages.js';
import type { Member } from '../membership/member.js';
import type { Rebalancer } from './rebalancer.js';

export function joinResponse({ members, generation, protocolName }: Rebalancer, member: Member): JoinResponse {
  const { leaderId } = members;
  return {
    error: 'NONE',
    generation,
    protocolName,
    leaderId,
    memberId: member.id,
    members: (member.id === leaderId ? members.all() : []).map((each) => ({
      memberId: each.id,
      groupInstanceId: each.groupInstanceId,
      metadata: each.metadataOf(protocolName),
    })),
  };
}

/** The answer to a join that succeeded. The leader is told of everybody, since it makes the assignment. */
import type { Generations } from './generations.js';
import type { JoinAnswer } from './group-messages.js';
import type { Member } from './member.js';

export function joinedAnswer({ members, generation, protocolName }: Generations, member: Member): JoinAnswer {
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

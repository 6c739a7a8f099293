/** The answer to a join that succeeded. The leader is told of everybody, since it makes the assignment. */
import type { Group } from './group.js';
import type { JoinAnswer } from './group-messages.js';
import type { Member } from './member.js';

export function joinedAnswer(group: Group, member: Member): JoinAnswer {
  const { leaderId } = group.members;
  return {
    error: 'NONE',
    generation: group.generation,
    protocolName: group.protocolName,
    leaderId,
    memberId: member.id,
    members: (member.id === leaderId ? group.members.all() : []).map((each) => ({
      memberId: each.id,
      groupInstanceId: each.groupInstanceId,
      metadata: each.metadataOf(group.protocolName),
    })),
  };
}

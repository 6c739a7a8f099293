/** The answer to a join that succeeded: the leader of a generation that is not assigned yet is told of everybody. */
import type { Group } from './group.js';
import type { JoinAnswer } from './group-messages.js';
import type { Member } from './member.js';

export function joinedAnswer(group: Group, member: Member): JoinAnswer {
  const { leaderId } = group.members;
  const tellsAll = member.id === leaderId && group.state === 'CompletingRebalance';
  return {
    error: 'NONE',
    generation: group.generation,
    protocolName: group.protocolName,
    leaderId,
    memberId: member.id,
    members: (tellsAll ? group.members.all() : []).map((each) => ({
      memberId: each.id,
      groupInstanceId: each.groupInstanceId,
      metadata: each.metadataOf(group.protocolName),
    })),
  };
}

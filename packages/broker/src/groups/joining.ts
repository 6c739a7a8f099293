/**
 * Who may join a group, and as whom: a newcomer, a member that joins again, or a static member that takes its place
 * again after it has started anew (KIP-345). The checks are Apache Kafka's, in its order.
 */
import { randomUUID } from 'node:crypto';
import { chooseProtocol } from './choose-protocol.js';
import type { Generations } from './generations.js';
import { type JoinReply, type JoinRequest, refusedJoin } from './group-messages.js';
import { hasRoomFor } from './has-room-for.js';
import { joinedAnswer } from './joined-answer.js';
import { Member } from './member.js';

export function joinGroup(generations: Generations, request: JoinRequest, reply: JoinReply): void {
  const { members, options, state } = generations;
  const { memberId } = request;
  const member = members.get(memberId);
  if (!hasRoomFor(member, generations, options.groupMaxSize)) {
    if (member !== undefined) generations.remove(member);
    reply(refusedJoin('GROUP_MAX_SIZE_REACHED', ''));
  } else if (state === 'Dead') reply(refusedJoin('COORDINATOR_NOT_AVAILABLE', memberId));
  else if (!members.supports(request.protocolType, request.protocols)) {
    reply(refusedJoin('INCONSISTENT_GROUP_PROTOCOL', memberId));
  } else if (memberId === '') joinAnew(generations, request, reply);
  else if (members.isPending(memberId)) joinAsPending(generations, request, reply);
  else {
    const error = members.refusal(request);
    if (error !== 'NONE' || member === undefined) reply(refusedJoin(error, memberId));
    else joinAgain(generations, member, request, reply);
  }
}

function joinAnew(generations: Generations, request: JoinRequest, reply: JoinReply): void {
  const { members, options } = generations;
  const { groupInstanceId } = request;
  const memberId = `${groupInstanceId ?? request.clientId}-${randomUUID()}`;
  const predecessor = members.ofInstance(groupInstanceId);
  if (predecessor !== undefined) takeOver(generations, predecessor, memberId, request, reply);
  else if (groupInstanceId !== null || !request.memberIdRequired) admit(generations, memberId, request, reply);
  else if (members.pendingSize >= options.groupMaxSize) reply(refusedJoin('GROUP_MAX_SIZE_REACHED', ''));
  else {
    generations.holdId(memberId, request.sessionTimeoutMs);
    reply(refusedJoin('MEMBER_ID_REQUIRED', memberId));
  }
}

/** Ids are given out to dynamic members only: Kafka does not expect anybody else to come with one, and says so. */
function joinAsPending(generations: Generations, request: JoinRequest, reply: JoinReply): void {
  if (request.groupInstanceId !== null) reply(refusedJoin('UNKNOWN_SERVER_ERROR', ''));
  else admit(generations, request.memberId, request, reply);
}

function admit(generations: Generations, memberId: string, request: JoinRequest, reply: JoinReply): void {
  const member = new Member(memberId, request);
  member.parkJoin(reply);
  generations.admit(member);
}

/**
 * An instance that has started anew. Where that changes nothing for the others, it has its assignment back without a
 * rebalance. It must not take itself for the leader then, or it would assign anew: it is told of the leader before,
 * which was perhaps itself (before JoinGroup v9 there is no other way to say so).
 */
function takeOver(
  generations: Generations,
  predecessor: Member,
  memberId: string,
  request: JoinRequest,
  reply: JoinReply,
): void {
  const { members, state } = generations;
  const { leaderId } = members;
  const member = predecessor.successor(memberId);
  members.replace(predecessor, member);
  predecessor.dismiss('FENCED_INSTANCE_ID', predecessor.id);
  generations.startSession(member);
  member.update(request);
  if (state === 'Stable' && chooseProtocol(members.all()) === generations.protocolName) {
    reply({ ...joinedAnswer(generations, member), leaderId, members: [] });
    return;
  }
  member.parkJoin(reply);
  generations.rebalance();
}

/** Somebody who only missed the answer of a join is given it again; anything else opens a rebalance. */
function joinAgain(generations: Generations, member: Member, request: JoinRequest, reply: JoinReply): void {
  const { members, state } = generations;
  const isLeader = member.id === members.leaderId;
  const changesNothing = member.matches(request.protocols) && !(isLeader && state === 'Stable');
  if (changesNothing && state !== 'PreparingRebalance') {
    reply(joinedAnswer(generations, member));
    return;
  }
  member.update(request);
  member.parkJoin(reply);
  generations.rebalance();
}

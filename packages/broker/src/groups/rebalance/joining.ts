/**
 * Who may join a group, and as whom: a newcomer, a member that joins again, or a static member that takes its place
 * again after it has started anew (KIP-345). The checks are Apache Kafka's, in its order.
 */
import { randomUUID } from 'node:crypto';
import { type JoinReply, type JoinRequest, refusedJoin } from '../group-messages.js';
import { Member } from '../membership/member.js';
import { chooseProtocol } from './choose-protocol.js';
import type { Rebalancer } from './rebalancer.js';

export function joinGroup(rebalancer: Rebalancer, request: JoinRequest, reply: JoinReply): void {
  const { members, options, state } = rebalancer;
  const { memberId } = request;
  const member = members.get(memberId);
  if (!hasRoomFor(member, rebalancer, options.groupMaxSize)) {
    if (member !== undefined) rebalancer.removeAndRebalance(member);
    reply(refusedJoin('GROUP_MAX_SIZE_REACHED', ''));
  } else if (state === 'Dead') reply(refusedJoin('COORDINATOR_NOT_AVAILABLE', memberId));
  else if (!members.supports(request.protocolType, request.protocols)) {
    reply(refusedJoin('INCONSISTENT_GROUP_PROTOCOL', memberId));
  } else if (memberId === '') joinAsNew(rebalancer, request, reply);
  else if (members.isPending(memberId)) joinAsPending(rebalancer, request, reply);
  else {
    const error = members.errorFor(request);
    if (error !== 'NONE' || member === undefined) reply(refusedJoin(error, memberId));
    else rejoin(rebalancer, member, request, reply);
  }
}

function joinAsNew(rebalancer: Rebalancer, request: JoinRequest, reply: JoinReply): void {
  const { members, options } = rebalancer;
  const { groupInstanceId } = request;
  const memberId = `${groupInstanceId ?? request.clientId}-${randomUUID()}`;
  const predecessor = members.findInstance(groupInstanceId);
  if (predecessor !== undefined) replaceStaticMember(rebalancer, predecessor, memberId, request, reply);
  else if (groupInstanceId !== null || !request.memberIdRequired) addMember(rebalancer, memberId, request, reply);
  else if (members.pendingSize >= options.groupMaxSize) reply(refusedJoin('GROUP_MAX_SIZE_REACHED', ''));
  else {
    rebalancer.reserveMemberId(memberId, request.sessionTimeoutMs);
    reply(refusedJoin('MEMBER_ID_REQUIRED', memberId));
  }
}

/** Ids are given out to dynamic members only: Kafka does not expect anybody else to come with one, and says so. */
function joinAsPending(rebalancer: Rebalancer, request: JoinRequest, reply: JoinReply): void {
  if (request.groupInstanceId !== null) reply(refusedJoin('UNKNOWN_SERVER_ERROR', ''));
  else addMember(rebalancer, request.memberId, request, reply);
}

function addMember(rebalancer: Rebalancer, memberId: string, request: JoinRequest, reply: JoinReply): void {
  const member = new Member(memberId, request);
  member.parkJoin(reply);
  rebalancer.admit(member);
}

/**
 * An instance that has started anew. Where that changes nothing for the others, it has its assignment back without a
 * rebalance. It must not take itself for the leader then, or it would assign anew: it is told of the leader before,
 * which was perhaps itself (before JoinGroup v9 there is no other way to say so).
 */
function replaceStaticMember(
  rebalancer: Rebalancer,
  predecessor: Member,
  memberId: string,
  request: JoinRequest,
  reply: JoinReply,
): void {
  const { members, state } = rebalancer;
  const { leaderId } = members;
  const member = predecessor.successor(memberId);
  members.replace(predecessor, member);
  predecessor.dismiss('FENCED_INSTANCE_ID', predecessor.id);
  rebalancer.startSession(member);
  member.update(request);
  if (state === 'Stable' && chooseProtocol(members.all()) === rebalancer.protocolName) {
    reply({ ...rebalancer.joinResponse(member), leaderId, members: [] });
    return;
  }
  member.parkJoin(reply);
  rebalancer.rebalance();
}

/** Somebody who only missed the answer of a join is given it again; anything else opens a rebalance. */
function rejoin(rebalancer: Rebalancer, member: Member, request: JoinRequest, reply: JoinReply): void {
  const { members, state } = rebalancer;
  const isLeader = member.id === members.leaderId;
  const changesNothing = member.matches(request.protocols) && !(isLeader && state === 'Stable');
  if (changesNothing && state !== 'PreparingRebalance') {
    reply(rebalancer.joinResponse(member));
    return;
  }
  member.update(request);
  member.parkJoin(reply);
  rebalancer.rebalance();
}

/**
 * Whether the group has room for a new member, or for a member that joins again. A group that is not rebalancing keeps
 * its members; during a rebalance the first to join get the places.
 */
function hasRoomFor(member: Member | undefined, { state, members }: Rebalancer, groupMaxSize: number): boolean {
  if (state === 'Empty' || state === 'Dead') return groupMaxSize > 0;
  if (state === 'PreparingRebalance') return member?.awaitsJoin === true || members.awaitingJoin < groupMaxSize;
  return member !== undefined || members.size < groupMaxSize;
}

/**
 * Decides who may join a group and as which member: a new one, a member that rejoins, or a static member that restarted
 * and takes its place again (KIP-345). The checks are Apache Kafka's, in its order.
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

/** Ids are reserved for dynamic members only: Kafka responds with this error to any other client that sends one. */
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
 * A static member that has restarted. If that changes nothing for the others, it gets its assignment back without a
 * rebalance. It must not act as the leader then, or it would assign again: the response names the previous leader,
 * which may have been itself (before JoinGroup v9 there is no other way).
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

/** A member that only missed the response to a join gets it again; any other join starts a rebalance. */
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

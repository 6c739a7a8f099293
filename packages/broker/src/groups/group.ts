/**
 * A classic consumer group (Kafka's protocol before KIP-848): the requests of its members, and the responses in each
 * state. Joining is in `rebalance/joining.ts`, the change of generations in `rebalance/rebalancer.ts`.
 */

import type { GroupDependencies, GroupRecord } from './group-dependencies.js';
import {
  type GroupError,
  type JoinReply,
  type JoinRequest,
  type LeaveResponse,
  type MemberIdentity,
  type MemberOfGeneration,
  refusedLeave,
  refusedSync,
  type SyncReply,
  type SyncRequest,
} from './group-messages.js';
import type { GroupMembers } from './membership/group-members.js';
import { consumerType } from './membership/subscribed-topics.js';
import type { GroupState } from './rebalance/group-state.js';
import { joinGroup } from './rebalance/joining.js';
import { Rebalancer } from './rebalance/rebalancer.js';

export class Group {
  readonly #rebalancer: Rebalancer;

  constructor(
    readonly id: string,
    deps: GroupDependencies,
    record?: GroupRecord,
  ) {
    this.#rebalancer = new Rebalancer(deps, record, () => deps.onGeneration(id, this.record, this.members.size));
  }

  get members(): GroupMembers {
    return this.#rebalancer.members;
  }

  get state(): GroupState {
    return this.#rebalancer.state;
  }

  get generation(): number {
    return this.#rebalancer.generation;
  }

  /** Empty before the first generation and in an empty group. */
  get protocolName(): string {
    return this.#rebalancer.protocolName;
  }

  get record(): GroupRecord {
    return this.#rebalancer.record;
  }

  join(request: JoinRequest, reply: JoinReply): void {
    joinGroup(this.#rebalancer, request, reply);
  }

  sync(request: SyncRequest, reply: SyncReply): void {
    const error = this.#refusal(request);
    const member = this.members.get(request.memberId);
    if (error !== 'NONE' || member === undefined) reply(refusedSync(error));
    else if (this.state === 'PreparingRebalance') reply(refusedSync('REBALANCE_IN_PROGRESS'));
    else this.#rebalancer.sync(member, request.assignments, reply);
  }

  heartbeat(requester: MemberOfGeneration): GroupError {
    const error = this.#refusal(requester);
    if (error !== 'NONE') return error;
    this.#keepAlive(requester);
    return this.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
  }

  /** Several members that leave together, as an admin requests, cause one rebalance. */
  leave(leaving: readonly MemberIdentity[]): LeaveResponse {
    if (this.state === 'Dead') return refusedLeave('COORDINATOR_NOT_AVAILABLE');
    const members = leaving.map((identity) => ({ ...identity, error: this.#leave(identity) }));
    if (this.state !== 'Empty' && members.some(({ error }) => error === 'NONE')) this.#rebalancer.rebalance();
    return { error: 'NONE', members };
  }

  /**
   * Whether the requester may commit offsets. Without member and generation (-1) only while the group has no members;
   * such a commit comes from an admin client or from a consumer that assigns partitions itself.
   */
  commit(requester: MemberOfGeneration): GroupError {
    if (this.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    if (requester.generation < 0 && this.state === 'Empty') return 'NONE';
    const error = this.#refusal(requester);
    if (error !== 'NONE') return error;
    if (this.state === 'CompletingRebalance') return 'REBALANCE_IN_PROGRESS';
    this.#keepAlive(requester);
    return 'NONE';
  }

  /**
   * The same within a transaction. A commit without a member is accepted in any state (KIP-98), and a member's commit
   * also during a rebalance (KIP-447), with the last generation. It does not renew the session.
   */
  commitInTransaction(requester: MemberOfGeneration): GroupError {
    const { memberId, groupInstanceId, generation } = requester;
    if (this.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    const isWithoutMember = (memberId === '' && groupInstanceId === null) || this.state === 'Empty';
    return generation < 0 && isWithoutMember ? 'NONE' : this.#refusal(requester);
  }

  /** Whether offsets may be deleted now, of topics without a subscription. */
  mayDeleteOffsets(): GroupError {
    if (this.state === 'Dead') return 'GROUP_ID_NOT_FOUND';
    return this.state === 'Empty' || this.members.protocolType === consumerType ? 'NONE' : 'NON_EMPTY_GROUP';
  }

  isSubscribedTo(topic: string): boolean {
    return this.#rebalancer.isSubscribedTo(topic);
  }

  /**
   * Ends the group, deleted or with its broker: waiting members get COORDINATOR_NOT_AVAILABLE and look for another
   * coordinator.
   */
  die(): void {
    this.#rebalancer.die();
  }

  #refusal(requester: MemberOfGeneration): GroupError {
    if (this.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    const error = this.members.errorFor(requester);
    if (error !== 'NONE') return error;
    return requester.generation === this.generation ? 'NONE' : 'ILLEGAL_GENERATION';
  }

  /**
   * An admin names the instance only, whichever member it is; a dynamic member or a reserved id is named by its member
   * id.
   */
  #leave(identity: MemberIdentity): GroupError {
    const { members } = this;
    const { groupInstanceId } = identity;
    if (members.removePending(identity.memberId)) return 'NONE';
    const memberId = identity.memberId || (members.findInstance(groupInstanceId)?.id ?? '');
    const error = members.errorFor({ memberId, groupInstanceId });
    const member = members.get(memberId);
    if (error !== 'NONE' || member === undefined) return error;
    this.#rebalancer.removeMember(member, 'UNKNOWN_MEMBER_ID');
    return 'NONE';
  }

  #keepAlive({ memberId }: MemberIdentity): void {
    const member = this.members.get(memberId);
    if (member !== undefined) this.#rebalancer.startSession(member);
  }
}

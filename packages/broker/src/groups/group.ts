/**
 * A classic consumer group (Kafka's protocol before KIP-848): what its members may ask, and what they are answered in
 * which state. Who may join is in `joining.ts`, how generations follow each other in `generations.ts`.
 */
import { Generations } from './generations.js';
import {
  type GroupError,
  type JoinReply,
  type JoinRequest,
  type LeaveAnswer,
  type MemberIdentity,
  type MemberOfGeneration,
  refusedLeave,
  refusedSync,
  type SyncReply,
  type SyncRequest,
} from './group-messages.js';
import type { GroupState } from './group-state.js';
import type { GroupRecord, GroupSurroundings } from './group-surroundings.js';
import { joinGroup } from './joining.js';
import type { Membership } from './membership.js';

export class Group {
  readonly #generations: Generations;

  constructor(
    readonly id: string,
    around: GroupSurroundings,
    record?: GroupRecord,
  ) {
    this.#generations = new Generations(around, record, () => around.onGeneration(this));
  }

  get members(): Membership {
    return this.#generations.members;
  }

  get state(): GroupState {
    return this.#generations.state;
  }

  get generation(): number {
    return this.#generations.generation;
  }

  /** Empty before the first generation and in an empty group. */
  get protocolName(): string {
    return this.#generations.protocolName;
  }

  get record(): GroupRecord {
    return this.#generations.record;
  }

  join(request: JoinRequest, reply: JoinReply): void {
    joinGroup(this.#generations, request, reply);
  }

  sync(request: SyncRequest, reply: SyncReply): void {
    const error = this.#refusal(request);
    const member = this.members.get(request.memberId);
    if (error !== 'NONE' || member === undefined) reply(refusedSync(error));
    else if (this.state === 'PreparingRebalance') reply(refusedSync('REBALANCE_IN_PROGRESS'));
    else this.#generations.sync(member, request.assignments, reply);
  }

  heartbeat(asker: MemberOfGeneration): GroupError {
    const error = this.#refusal(asker);
    if (error !== 'NONE') return error;
    this.#keepAlive(asker);
    return this.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
  }

  /** Several at once, as an admin asks for, have one rebalance. */
  leave(leaving: readonly MemberIdentity[]): LeaveAnswer {
    if (this.state === 'Dead') return refusedLeave('COORDINATOR_NOT_AVAILABLE');
    const members = leaving.map((identity) => ({ ...identity, error: this.#leave(identity) }));
    if (this.state !== 'Empty' && members.some(({ error }) => error === 'NONE')) this.#generations.rebalance();
    return { error: 'NONE', members };
  }

  /**
   * Whether offsets may be committed in this name. Without member and generation (-1) only while the group has no
   * members; such a commit comes from an admin client or from a consumer that assigns itself.
   */
  commit(asker: MemberOfGeneration): GroupError {
    if (this.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    if (asker.generation < 0 && this.state === 'Empty') return 'NONE';
    const error = this.#refusal(asker);
    if (error !== 'NONE') return error;
    if (this.state === 'CompletingRebalance') return 'REBALANCE_IN_PROGRESS';
    this.#keepAlive(asker);
    return 'NONE';
  }

  /**
   * As `commit`, within a transaction. Nobody's offsets are taken in any state (KIP-98), a member's also while others
   * join (KIP-447): it is the last generation that counts. It is no sign of life.
   */
  commitInTransaction(asker: MemberOfGeneration): GroupError {
    const { memberId, groupInstanceId, generation } = asker;
    if (this.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    const isNobodys = (memberId === '' && groupInstanceId === null) || this.state === 'Empty';
    return generation < 0 && isNobodys ? 'NONE' : this.#refusal(asker);
  }

  /** Ends it, deleted or with its broker: whoever waits is told to look for another coordinator. */
  die(): void {
    this.#generations.die();
  }

  #refusal(asker: MemberOfGeneration): GroupError {
    if (this.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE';
    const error = this.members.refusal(asker);
    if (error !== 'NONE') return error;
    return asker.generation === this.generation ? 'NONE' : 'ILLEGAL_GENERATION';
  }

  /** An admin names the instance alone, whoever it is; a dynamic member, or an id given out, its id. */
  #leave(identity: MemberIdentity): GroupError {
    const { members } = this;
    const { groupInstanceId } = identity;
    if (members.removePending(identity.memberId)) return 'NONE';
    const memberId = identity.memberId || (members.ofInstance(groupInstanceId)?.id ?? '');
    const error = members.refusal({ memberId, groupInstanceId });
    const member = members.get(memberId);
    if (error !== 'NONE' || member === undefined) return error;
    this.#generations.forget(member, 'UNKNOWN_MEMBER_ID');
    return 'NONE';
  }

  #keepAlive({ memberId }: MemberIdentity): void {
    const member = this.members.get(memberId);
    if (member !== undefined) this.#generations.startSession(member);
  }
}

/**
 * Static members by their instance id (KIP-345). A `group.instance.id` has one member at a time: a client that joins
 * with it and without a member id replaces that member under a new id, and the previous member is fenced.
 */
import type { GroupError, MemberIdentity } from '../group-messages.js';
import type { Member } from './member.js';

export class StaticMembers {
  readonly #members = new Map<string, Member>();

  get(groupInstanceId: string): Member | undefined {
    return this.#members.get(groupInstanceId);
  }

  /** Replaces the member that had the instance id. */
  add(member: Member): void {
    if (member.groupInstanceId !== null) this.#members.set(member.groupInstanceId, member);
  }

  remove(member: Member): void {
    if (member.groupInstanceId !== null) this.#members.delete(member.groupInstanceId);
  }

  /** Whether the member has the instance id that it names; without an instance id there is nothing to check. */
  errorFor({ memberId, groupInstanceId }: MemberIdentity): GroupError {
    if (groupInstanceId === null) return 'NONE';
    const current = this.#members.get(groupInstanceId);
    if (current === undefined) return 'UNKNOWN_MEMBER_ID';
    return current.id === memberId ? 'NONE' : 'FENCED_INSTANCE_ID';
  }
}

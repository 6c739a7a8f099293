/**
 * Static members (KIP-345): which member an instance is. A `group.instance.id` has one member at a time; whoever comes
 * with it and without a member id takes that member's place under a new id, and the one before is fenced.
 */
import type { GroupError, MemberIdentity } from '../group-messages.js';
import type { Member } from './member.js';

export class StaticMembers {
  readonly #members = new Map<string, Member>();

  get(groupInstanceId: string): Member | undefined {
    return this.#members.get(groupInstanceId);
  }

  /** Also in the place of the one who had its instance id. */
  add(member: Member): void {
    if (member.groupInstanceId !== null) this.#members.set(member.groupInstanceId, member);
  }

  remove(member: Member): void {
    if (member.groupInstanceId !== null) this.#members.delete(member.groupInstanceId);
  }

  /** Whether somebody is the instance it says it is; who names none is not looked at. */
  errorFor({ memberId, groupInstanceId }: MemberIdentity): GroupError {
    if (groupInstanceId === null) return 'NONE';
    const current = this.#members.get(groupInstanceId);
    if (current === undefined) return 'UNKNOWN_MEMBER_ID';
    return current.id === memberId ? 'NONE' : 'FENCED_INSTANCE_ID';
  }
}

/** Takes a group over from its only member, by a member with another protocol. */
import { leaveGroup, memberOf, replaceMember, type World } from '@kfw/test-cluster';

export interface Intruder {
  /** Leaves the group. */
  leave(): Promise<void>;
}

/** The group's only member is removed, and cannot rejoin while the intruder is there. */
export async function takeGroupOver(world: World, group: string): Promise<Intruder> {
  const { brokers } = world.cluster;
  const intruder = await world.until(`${group} to be taken over`, async () =>
    replaceMember(brokers, group, await memberOf(brokers, group), 'another-protocol'),
  );
  let left: Promise<void> | undefined;
  const leave = () => {
    left ??= leaveGroup(brokers, group, intruder);
    return left;
  };
  world.after(leave);
  return { leave };
}

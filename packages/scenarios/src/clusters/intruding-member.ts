/** Takes a group away from its one member, by way of a member that speaks another protocol, to see how that copes. */
import { leaveGroup, memberOf, replaceMember, type World } from '@kfw/test-cluster';

export interface Intruder {
  /** Leaves the group to whoever wants it. */
  leave(): Promise<void>;
}

/** The group's one member is put out, and cannot come back in while the intruder is there. */
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

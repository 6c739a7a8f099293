/**
 * The states of a classic consumer group and the transitions between them.
 *
 * Empty: no members, possibly offsets. PreparingRebalance: members have to join, their joins are parked.
 * CompletingRebalance: all have joined, their syncs are parked until the leader submits the assignment. Stable: every
 * member has its assignment. Dead: deleted, or the broker stops; a final state.
 */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

const following: Readonly<Record<GroupState, readonly GroupState[]>> = {
  Empty: ['PreparingRebalance', 'Dead'],
  PreparingRebalance: ['CompletingRebalance', 'Empty', 'Dead'],
  CompletingRebalance: ['PreparingRebalance', 'Stable', 'Dead'],
  Stable: ['PreparingRebalance', 'Dead'],
  Dead: [],
};

/** Returns `to`; throws for a transition that does not exist, which is a defect here and never a client's fault. */
export function moveState(from: GroupState, to: GroupState): GroupState {
  if (!following[from].includes(to)) throw new Error(`a group cannot go from ${from} to ${to}`);
  return to;
}

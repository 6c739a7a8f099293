/**
 * The states of a classic consumer group and the ways between them.
 *
 * Empty: no members, perhaps offsets. PreparingRebalance: members are asked to join, their joins are parked.
 * CompletingRebalance: all have joined, their syncs are parked until the leader hands in the assignment.
 * Stable: everybody has an assignment. Dead: deleted, or the broker stops; nothing leads out of it.
 */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

const following: Readonly<Record<GroupState, readonly GroupState[]>> = {
  Empty: ['PreparingRebalance', 'Dead'],
  PreparingRebalance: ['CompletingRebalance', 'Empty', 'Dead'],
  CompletingRebalance: ['PreparingRebalance', 'Stable', 'Dead'],
  Stable: ['PreparingRebalance', 'Dead'],
  Dead: [],
};

/** Returns `to`; throws when no way leads there, which is a defect of the state machine and never a client's. */
export function moveState(from: GroupState, to: GroupState): GroupState {
  if (!following[from].includes(to)) throw new Error(`a group cannot go from ${from} to ${to}`);
  return to;
}

/**
 * Follows the broker that coordinates a consumer group. kafkajs learns of another one only by rejoining, after it has
 * given up the consumer; but the membership moves along with the coordinator: heartbeats and commits continue there.
 */
import { settlesWithin, toError } from '@kfw/core';
import { setCoordinator } from '../kafkajs/group-state.js';
import type { Broker, ConsumerGroup } from '../kafkajs/internals.js';
import { protocolErrorOf, rootCause } from '../kafkajs/kafkajs-errors.js';
import { destroyConnection, isBusy } from '../kafkajs/raw-request.js';
import { findCoordinator, hasMoved } from './coordinators.js';

/** A join may take long, when other members are slow: only after this time the coordinator is looked up. */
const checkEveryMs = 1_000;

/** Whether the error says nothing about the member, only that this broker is unreachable or does not coordinate now. */
export function isCoordinatorUnavailable(error: Error): boolean {
  const type = protocolErrorOf(error);
  if (type === undefined) return rootCause(error).retriable === true;
  return hasMoved(type) || type === 'GROUP_LOAD_IN_PROGRESS';
}

/** Whether the group has no coordinator now: the cluster says so, or nothing listens where the one was that it names. */
export function hasNoCoordinator(error: Error): boolean {
  return protocolErrorOf(error) === 'GROUP_COORDINATOR_NOT_AVAILABLE' || rootCause(error).code === 'ECONNREFUSED';
}

/** Moves the member to the broker that coordinates now. Returns whether that is another one, or one connected to again. */
export async function followCoordinator(group: ConsumerGroup): Promise<boolean> {
  const { cluster, coordinator: before } = group;
  const nodeId = await coordinatorOf(group);
  if (before?.nodeId === nodeId && before.isConnected()) return false;
  const next = await cluster.findBroker({ nodeId });
  setCoordinator(group, next);
  if (before !== null && before !== next) failPendingRequests(before);
  return true;
}

/** Waits for a join. Pending requests to a broker that coordinates no longer fail, and kafkajs joins again. */
export async function joinFollowingCoordinator(
  group: ConsumerGroup,
  join: Promise<void>,
  warn: (thrown: unknown) => void,
): Promise<void> {
  while (!(await settlesWithin(checkEveryMs, join))) {
    const { coordinator } = group;
    if (coordinator === null) continue;
    try {
      if ((await coordinatorOf(group)) !== coordinator.nodeId) failPendingRequests(coordinator);
    } catch (thrown) {
      warn(thrown);
    }
  }
}

/** Commits; once more, at the current coordinator, when the broker does not coordinate any longer. */
export async function commitFollowingCoordinator(
  group: ConsumerGroup,
  offsets: Parameters<ConsumerGroup['commitOffsets']>[0],
): Promise<void> {
  try {
    await group.commitOffsets(offsets);
  } catch (thrown) {
    if (!isCoordinatorUnavailable(toError(thrown)) || !(await followCoordinator(group).catch(() => false)))
      throw thrown;
    await group.commitOffsets(offsets);
  }
}

function coordinatorOf({ cluster, groupId }: ConsumerGroup): Promise<number> {
  return findCoordinator({ group: groupId }, (key) => cluster.findGroupCoordinatorMetadata(key));
}

/** They fail at once, and not when the broker has been silent for the whole request timeout. */
function failPendingRequests({ connectionPool }: Broker): void {
  const [connection] = connectionPool.pool;
  if (connection !== undefined && isBusy(connection))
    destroyConnection(connection, 'Another broker coordinates the group');
}

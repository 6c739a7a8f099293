/**
 * The broker that coordinates the group, as it moves. kafkajs learns of another one only by rejoining, after it has given
 * up the consumer; but the member's place in the group moves along with it: heartbeats and commits go on at the new one
 * as if nothing had been.
 */
import { settlesWithin, toError } from '@kfw/core';
import type { ConsumerGroupInternals, CoordinatorInternals } from 'kafkajs/src/consumer/consumerGroup.js';
import { protocolErrorOf, rootCause } from './kafkajs-errors.js';
import { destroyConnection, isBusy } from './raw-request.js';

const coordinatorErrors: readonly (string | undefined)[] = [
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
];

/** A join may be answered late, when others take their time: only then is looked who coordinates. */
const checkEveryMs = 1_000;

/** Whether it says nothing of the member, but that this broker cannot be asked or does not coordinate. */
export function isCoordinatorUnavailable(error: Error): boolean {
  const type = protocolErrorOf(error);
  return type === undefined ? rootCause(error).retriable === true : coordinatorErrors.includes(type);
}

/** Whether the group has none now: the cluster says so, or nothing listens where the one was that the cluster names. */
export function hasNoCoordinator(error: Error): boolean {
  return protocolErrorOf(error) === 'GROUP_COORDINATOR_NOT_AVAILABLE' || rootCause(error).code === 'ECONNREFUSED';
}

/** Makes the member go on at the broker that coordinates now. Returns whether that is another, or connected to anew. */
export async function followCoordinator(group: ConsumerGroupInternals): Promise<boolean> {
  const { cluster, coordinator: before } = group;
  const nodeId = await coordinatorOf(group);
  if (before?.nodeId === nodeId && before.isConnected()) return false;
  const next = (await cluster.findBroker({ nodeId })) as unknown as CoordinatorInternals;
  group.coordinator = next;
  if (group.offsetManager !== null) group.offsetManager.coordinator = next;
  if (before !== null && before !== next) failPendingRequests(before);
  return true;
}

/** Waits for a join; what is asked of a broker that coordinates no longer fails, and kafkajs joins again. */
export async function joinFollowingCoordinator(
  group: ConsumerGroupInternals,
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

/** A commit that met a broker which coordinates no longer is made once more, at the one that does. */
export async function commitFollowingCoordinator(
  group: ConsumerGroupInternals,
  offsets: Parameters<ConsumerGroupInternals['commitOffsets']>[0],
): Promise<void> {
  try {
    await group.commitOffsets(offsets);
  } catch (thrown) {
    if (!isCoordinatorUnavailable(toError(thrown)) || !(await followCoordinator(group).catch(() => false)))
      throw thrown;
    await group.commitOffsets(offsets);
  }
}

async function coordinatorOf({ cluster, groupId }: ConsumerGroupInternals): Promise<number> {
  const { coordinator } = await cluster.findGroupCoordinatorMetadata({ groupId, coordinatorType: 0 });
  return coordinator.nodeId;
}

/** What was asked of it fails now, and not when the broker has been silent for the whole of a request's time. */
function failPendingRequests({ connectionPool }: CoordinatorInternals): void {
  const [connection] = connectionPool.pool;
  if (connection !== undefined && isBusy(connection))
    destroyConnection(connection, 'Another broker coordinates the group');
}

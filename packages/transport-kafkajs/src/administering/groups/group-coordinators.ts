/** Requests about many groups, each to the broker that coordinates its group: one request for all groups of a broker. */
import { toError } from '@kfw/core';
import type { Broker, CoordinatorFound } from '../../kafkajs/internals.js';
import type { ClusterRequests } from '../requests/cluster-requests.js';
import { type Outcomes, settleByBroker } from '../requests/settle-items.js';

export type CoordinatorAddress = CoordinatorFound['coordinator'];

/** Lookups at a time. Versions of FindCoordinator that kafkajs knows name one group each. */
const maxLookups = 16;

const groupCoordinator = 0;

/** By group, retried within the limits. */
export function settleByCoordinator<Value>(
  requests: ClusterRequests,
  groups: readonly string[],
  send: (
    broker: Broker,
    groups: readonly string[],
    coordinator: CoordinatorAddress | undefined,
  ) => Promise<Outcomes<Value>>,
): Promise<Outcomes<Value>> {
  const keyOf = (group: string) => group;
  return requests.settle(groups, {
    keyOf,
    async attempt(pending) {
      const found = await coordinatorsOf(requests, pending);
      const coordinators = new Map<number, CoordinatorAddress>();
      const byCoordinator = new Map<number, string[]>();
      for (const [group, coordinator] of found) {
        if (coordinator instanceof Error) continue;
        coordinators.set(coordinator.nodeId, coordinator);
        byCoordinator.set(coordinator.nodeId, [...(byCoordinator.get(coordinator.nodeId) ?? []), group]);
      }
      const settled = await settleByBroker(byCoordinator, keyOf, (nodeId, ofCoordinator) =>
        requests.toBroker(nodeId, (broker) => send(broker, ofCoordinator, coordinators.get(nodeId))),
      );
      for (const [group, coordinator] of found) if (coordinator instanceof Error) settled.set(group, coordinator);
      return settled;
    },
  });
}

async function coordinatorsOf(
  requests: ClusterRequests,
  groups: readonly string[],
): Promise<Map<string, CoordinatorAddress | Error>> {
  const found = new Map<string, CoordinatorAddress | Error>();
  const remaining = groups.values();
  const lookUpNext = async (): Promise<void> => {
    for (const group of remaining) found.set(group, await coordinatorOf(requests, group));
  };
  await Promise.all(Array.from({ length: maxLookups }, lookUpNext));
  return found;
}

async function coordinatorOf(requests: ClusterRequests, group: string): Promise<CoordinatorAddress | Error> {
  try {
    const { coordinator } = await requests.toAny((broker) =>
      broker.findGroupCoordinator({ groupId: group, coordinatorType: groupCoordinator }),
    );
    return coordinator;
  } catch (thrown) {
    return toError(thrown);
  }
}

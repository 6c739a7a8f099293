/** Requests about many groups, each to the broker that coordinates its group: one request for all groups of a broker. */
import { toError } from '@kfw/core';
import { requestEncoded, supportedVersion } from '../../kafkajs/encoded-request.js';
import type { Broker, CoordinatorFound } from '../../kafkajs/internals.js';
import type { ClusterRequests } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import { type Outcomes, settleByBroker } from '../requests/settle-items.js';
import { findCoordinatorKey, findCoordinatorsRequest, findCoordinatorsVersion } from './encoding/coordinator-lookup.js';

export type CoordinatorAddress = CoordinatorFound['coordinator'];

/** Lookups at a time, at a broker that takes one group each. */
const maxLookups = 16;

const groupCoordinator = 0;
const unknownCoordinator = -1;

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
      for (const coordinator of found.values())
        if (!(coordinator instanceof Error)) coordinators.set(coordinator.nodeId, coordinator);
      const nodeIdOf = (group: string) => {
        const coordinator = found.get(group);
        return coordinator === undefined || coordinator instanceof Error ? unknownCoordinator : coordinator.nodeId;
      };
      const byCoordinator = Map.groupBy(found.keys(), nodeIdOf);
      byCoordinator.delete(unknownCoordinator);
      const settled = await settleByBroker(byCoordinator, keyOf, (nodeId, ofCoordinator) =>
        requests.toBroker(nodeId, (broker) => send(broker, ofCoordinator, coordinators.get(nodeId))),
      );
      for (const [group, coordinator] of found) if (coordinator instanceof Error) settled.set(group, coordinator);
      return settled;
    },
  });
}

type Coordinators = Map<string, CoordinatorAddress | Error>;

async function coordinatorsOf(requests: ClusterRequests, groups: readonly string[]): Promise<Coordinators> {
  const isOld = await requests.toAny(async (broker) => !findsManyCoordinators(broker));
  return isOld ? coordinatorsOneByOne(requests, groups) : coordinatorsAtOnce(requests, groups);
}

function findsManyCoordinators(broker: Broker): boolean {
  return supportedVersion(broker, findCoordinatorKey, [findCoordinatorsVersion]) !== undefined;
}

async function coordinatorsAtOnce(requests: ClusterRequests, groups: readonly string[]): Promise<Coordinators> {
  const request = findCoordinatorsRequest(groups);
  const { coordinators } = await requests.toAny((broker) =>
    requestEncoded(broker, request, requests.limits.requestTimeoutMs),
  );
  return new Map(
    coordinators.map(({ group, address, errorCode, errorMessage }) => [
      group,
      errorOf(errorCode, errorMessage) ?? address,
    ]),
  );
}

async function coordinatorsOneByOne(requests: ClusterRequests, groups: readonly string[]): Promise<Coordinators> {
  const found: Coordinators = new Map();
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

/**
 * Takes back a join that the group has not answered yet. The coordinator counts a member in from its request on, and
 * answers when all others have rejoined: a member that merely hangs up stays, and is dealt partitions, until its session
 * runs out. Its name in the group is in the request alone, so requests are looked at; and a connection with a pending
 * request takes no other, so the leaving goes over one of its own.
 */
import type { ClusterInternals, CoordinatorInternals, RequestLookup } from 'kafkajs/src/consumer/consumerGroup.js';

const joinGroupKey = 11;

export class PendingJoin {
  readonly #watched = new WeakSet<RequestLookup>();
  #coordinator: CoordinatorInternals | undefined;
  #memberId: string | undefined;

  /** Watches the joins of a cluster's client; `refuse` throws when there must be none any more. */
  watch(cluster: ClusterInternals, requireJoinAllowed: () => void): void {
    const { findGroupCoordinator } = cluster;
    cluster.findGroupCoordinator = async (group) => {
      requireJoinAllowed();
      const coordinator = await findGroupCoordinator.call(cluster, group);
      this.#watchRequests(coordinator);
      return coordinator;
    };
  }

  /** Leaves as the member whose join was sent last; without one it does nothing. */
  async withdraw(cluster: ClusterInternals, groupId: string): Promise<void> {
    const memberId = this.#memberId;
    const { host, port, rack } = this.#coordinator?.connectionPool ?? {};
    if (memberId === undefined || host === undefined || port === undefined) return;
    const { rootLogger: logger, brokerPool, connectionPoolBuilder } = cluster;
    const connectionPool = await connectionPoolBuilder.build({ host, port, rack });
    const broker = brokerPool.createBroker({ logger, versions: brokerPool.versions, connectionPool });
    try {
      await broker.connect();
      await broker.leaveGroup({ groupId, memberId });
    } finally {
      await broker.disconnect();
    }
  }

  /** kafkajs makes the lookup anew with each connection. */
  #watchRequests(coordinator: CoordinatorInternals): void {
    this.#coordinator = coordinator;
    const lookup = coordinator.lookupRequest;
    if (this.#watched.has(lookup)) return;
    coordinator.lookupRequest = (key, definition) => {
      const makeRequest = lookup(key, definition);
      if (key !== joinGroupKey) return makeRequest;
      return (request) => {
        if (typeof request.memberId === 'string' && request.memberId !== '') this.#memberId = request.memberId;
        return makeRequest(request);
      };
    };
    this.#watched.add(coordinator.lookupRequest);
  }
}

/**
 * Withdraws a join that the group has not answered yet. The coordinator counts a member from its request on, and responds
 * when all others have rejoined: a member that merely closes its connection stays, and is assigned partitions, until its
 * session runs out. Its member id is in the request alone, so requests are watched; and a connection with a pending
 * request takes no other, so the member leaves over a connection of its own.
 */
import type { Broker, Cluster, RequestDefinition } from './internals.js';

const joinGroupKey = 11;

type MakeRequest = (request: { readonly memberId?: string }) => unknown;

export class PendingJoin {
  readonly #watched = new WeakSet<Broker['lookupRequest']>();
  #coordinator: Broker | undefined;
  #memberId: string | undefined;

  /** Watches the joins of a cluster's client; `requireJoinAllowed` throws when it must not join any more. */
  watch(cluster: Cluster, requireJoinAllowed: () => void): void {
    const { findGroupCoordinator } = cluster;
    cluster.findGroupCoordinator = async (group) => {
      requireJoinAllowed();
      const coordinator = await findGroupCoordinator.call(cluster, group);
      this.#watchRequests(coordinator);
      return coordinator;
    };
  }

  /** Leaves as the member whose join was sent last; without one it does nothing. */
  async withdraw(cluster: Cluster, groupId: string): Promise<void> {
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

  /** kafkajs creates the lookup again with each connection. */
  #watchRequests(coordinator: Broker): void {
    this.#coordinator = coordinator;
    const lookup = coordinator.lookupRequest;
    if (this.#watched.has(lookup)) return;
    coordinator.lookupRequest = <Request>(key: number, definition: RequestDefinition<Request>): Request => {
      const found = lookup(key, definition);
      return key === joinGroupKey ? (this.#noting(found as MakeRequest) as Request) : found;
    };
    this.#watched.add(coordinator.lookupRequest);
  }

  /** Makes the same request, and remembers its member id. */
  #noting(makeRequest: MakeRequest): MakeRequest {
    return (request) => {
      if (typeof request.memberId === 'string' && request.memberId !== '') this.#memberId = request.memberId;
      return makeRequest(request);
    };
  }
}

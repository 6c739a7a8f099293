/**
 * Finds the brokers that coordinate, one for each transactional id and one for each group, and sends requests to them. A
 * coordinator is looked up once, and again when it says that it has moved, or cannot be reached. kafkajs looks it up
 * before every request.
 */
import { toError } from '@kfw/core';
import type { Brokers } from '../kafkajs/brokers.js';
import type { Broker, Connection, CoordinatorFound, CoordinatorKey } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { destroyOnTimeout } from '../kafkajs/patch-broker-pool.js';
import { connectTo } from './connect-to.js';

export type CoordinatorOf = { readonly transactionalId: string } | { readonly group: string };

export interface Coordinator {
  readonly broker: Broker;
  readonly connection: Connection;
}

const movedErrors: ReadonlySet<string> = new Set(['GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP']);

/** Whether Kafka's name of an error says that a broker does not coordinate any longer, or not yet. */
export function hasMoved(errorType: string): boolean {
  return movedErrors.has(errorType);
}

/** The id of the broker that coordinates. */
export async function findCoordinator(
  of: CoordinatorOf,
  lookUp: (key: CoordinatorKey) => Promise<CoordinatorFound>,
): Promise<number> {
  const { coordinator } = await lookUp(keyOf(of));
  return coordinator.nodeId;
}

export class Coordinators {
  /** The ids of the brokers. */
  readonly #known = new Map<string, number>();

  constructor(private readonly brokers: Pick<Brokers, 'requestFromAny' | 'connectionTo' | 'metadata'>) {}

  /** One attempt. Throws what kafkajs throws, and what `send` throws. */
  async request<Result>(of: CoordinatorOf, send: (coordinator: Coordinator) => Promise<Result>): Promise<Result> {
    const { coordinatorType, groupId } = keyOf(of);
    const name = `${coordinatorType} ${groupId}`;
    try {
      const nodeId = this.#known.get(name) ?? (await this.#find(of));
      this.#known.set(name, nodeId);
      const coordinator = await connectTo(this.brokers, nodeId);
      return await destroyOnTimeout(coordinator.broker, () => send(coordinator));
    } catch (thrown) {
      const errorType = protocolErrorOf(toError(thrown));
      if (errorType === undefined || hasMoved(errorType)) this.#known.delete(name);
      throw thrown;
    }
  }

  #find(of: CoordinatorOf): Promise<number> {
    return findCoordinator(of, (key) => this.brokers.requestFromAny((broker) => broker.findGroupCoordinator(key)));
  }
}

/** Kafka's coordinator types: 0 for a group, 1 for a transactional id. */
function keyOf(of: CoordinatorOf): CoordinatorKey {
  return 'group' in of
    ? { groupId: of.group, coordinatorType: 0 }
    : { groupId: of.transactionalId, coordinatorType: 1 };
}

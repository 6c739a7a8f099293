/**
 * Asks the brokers that coordinate: one for each transactional id, and one for each group. Who it is is asked once, and
 * again when the broker says that it is another by now, or cannot be reached. kafkajs asks before every request.
 */
import { toError } from '@kfw/core';
import type { Brokers } from '../kafkajs/brokers.js';
import type { Broker, Connection } from '../kafkajs/internals.js';
import { protocolErrorOf, rootCause } from '../kafkajs/kafkajs-errors.js';
import { destroyOnTimeout } from '../kafkajs/patch-broker-pool.js';

export type CoordinatorOf = { readonly transactionalId: string } | { readonly group: string };

export interface Coordinator {
  readonly broker: Broker;
  readonly connection: Connection;
}

const coordinatorTypes = { group: 0, transaction: 1 } as const;
/** Answers of a broker that coordinates this no more, or not yet. */
const movedErrors: ReadonlySet<string> = new Set(['GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP']);
/** Metadata must be asked of some topic; the answer has the brokers, whether there is one of this name or not. */
const anyTopic = '__consumer_offsets';

export class Coordinators {
  /** The ids of the brokers. */
  readonly #known = new Map<string, number>();

  constructor(private readonly brokers: Pick<Brokers, 'requestFromAny' | 'connectionTo' | 'metadata'>) {}

  /** One attempt. Throws what kafkajs throws, and what `ask` throws. */
  async request<Result>(of: CoordinatorOf, request: (coordinator: Coordinator) => Promise<Result>): Promise<Result> {
    const [type, groupId] =
      'group' in of ? (['group', of.group] as const) : (['transaction', of.transactionalId] as const);
    const name = `${type} ${groupId}`;
    try {
      const nodeId = this.#known.get(name) ?? (await this.#find({ groupId, coordinatorType: coordinatorTypes[type] }));
      this.#known.set(name, nodeId);
      const coordinator = await this.#connect(nodeId);
      return await destroyOnTimeout(coordinator.broker, () => request(coordinator));
    } catch (thrown) {
      const errorType = protocolErrorOf(toError(thrown));
      if (errorType === undefined || movedErrors.has(errorType)) this.#known.delete(name);
      throw thrown;
    }
  }

  async #find(of: { readonly groupId: string; readonly coordinatorType: 0 | 1 }): Promise<number> {
    const { coordinator } = await this.brokers.requestFromAny((broker) => broker.findGroupCoordinator(of));
    return coordinator.nodeId;
  }

  async #connect(nodeId: number): Promise<Coordinator> {
    try {
      return await this.brokers.connectionTo(nodeId);
    } catch (thrown) {
      if (rootCause(toError(thrown)).name !== 'KafkaJSBrokerNotFound') throw thrown;
      await this.brokers.metadata([anyTopic]);
      return this.brokers.connectionTo(nodeId);
    }
  }
}

/** The calls of the admin: they open its connection, and their errors say what was refused. */
import { toError } from '@kfw/core';
import type { Clients } from '../../client/clients.js';
import { retryFor } from '../../transactions/retry-for.js';
import { AdminConnection } from './admin-connection.js';
import type { ClusterRequests } from './cluster-requests.js';
import { type Refused, refusal } from './refusals.js';
import { type Outcomes, unmentioned } from './settle-items.js';

export class AdminCalls {
  readonly #connection: AdminConnection;

  constructor(private readonly clients: Clients) {
    this.#connection = new AdminConnection(clients);
  }

  /** A call that retries by itself, item by item. */
  async run<Result>(refused: Refused, call: (requests: ClusterRequests) => Promise<Result>): Promise<Result> {
    const requests = await this.#connection.open();
    try {
      return await call(requests);
    } catch (thrown) {
      throw refusal(this.clients, toError(thrown), refused);
    }
  }

  /** A call that succeeds or fails as a whole, retried while that may help. */
  retried<Result>(refused: Refused, call: (requests: ClusterRequests) => Promise<Result>): Promise<Result> {
    return this.run(refused, (requests) => retryFor(() => call(requests), requests.limits));
  }

  /** The value of each item. Throws the first error among them: also for an item that the response does not mention. */
  values<Item, Value>(
    items: readonly Item[],
    keyOf: (item: Item) => string,
    outcomes: Outcomes<Value>,
    refusedOf: (item: Item) => Refused,
  ): Value[] {
    return items.map((item) => {
      const outcome = outcomes.get(keyOf(item)) ?? unmentioned();
      if (outcome instanceof Error) throw refusal(this.clients, outcome, refusedOf(item));
      return outcome;
    });
  }

  /** The error of one item, to be spread into its result: also of one that the response does not mention. */
  errorOf(given: unknown, refused: Refused): { readonly error?: Error } {
    const outcome = given ?? unmentioned();
    return outcome instanceof Error ? { error: refusal(this.clients, outcome, refused) } : {};
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/**
 * A deliverer whose messages join the transaction of the handler run that sends them, if there is one. Elsewhere it is
 * the producer itself, for the price of one look at the asynchronous context per call.
 */
import type { DeliveredTo } from '../contracts/responder.js';
import type { Deliverer, OutgoingMessage } from '../producing/deliverer.js';
import type { CollectedMessages } from './collected-messages.js';
import { currentRun } from './handler-run.js';

export function joiningTransactions(producer: Deliverer): Deliverer {
  const collected = () => currentRun()?.collected;
  return {
    deliver(messages) {
      const run = collected();
      return run === undefined ? producer.deliver(messages) : join(run, messages);
    },
    deliverOne(message) {
      const run = collected();
      return run === undefined ? producer.deliverOne(message) : join(run, [message]).then(([to]) => to as DeliveredTo);
    },
    deliverAsync(messages) {
      const run = collected();
      return run === undefined ? producer.deliverAsync(messages) : join(run, messages).then(() => {});
    },
    deliverAtomically(id, messages, consumed) {
      const run = collected();
      // The transaction of the run holds it together, and more.
      return run === undefined ? producer.deliverAtomically(id, messages, consumed) : join(run, messages);
    },
    fence: (id) => producer.fence(id),
    flush: () => producer.flush(),
    get bufferedCount() {
      return producer.bufferedCount;
    },
    buffered: () => producer.buffered(),
  };
}

async function join(run: CollectedMessages, messages: readonly OutgoingMessage[]): Promise<DeliveredTo[]> {
  return run.add(messages);
}

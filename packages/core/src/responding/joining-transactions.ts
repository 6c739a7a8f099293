/**
 * A deliverer whose messages join the transaction of the handler run that sends them, if there is one. Elsewhere it is
 * the producer itself, for the price of one look at the asynchronous context per call.
 */
import type { Deliverer } from '../producing/deliverer.js';
import { currentRun } from './handler-run.js';

export function joiningTransactions(producer: Deliverer): Deliverer {
  const collected = () => currentRun()?.collected;
  return {
    deliver: async (messages) => collected()?.add(messages) ?? producer.deliver(messages),
    async deliverOne(message) {
      const [to] = collected()?.add([message]) ?? [];
      return to ?? producer.deliverOne(message);
    },
    deliverAsync(messages) {
      const run = collected();
      if (run === undefined) return producer.deliverAsync(messages);
      run.add(messages);
      return undefined;
    },
    // The transaction of the run holds it together, and more.
    deliverAtomically: async (id, messages, consumed) =>
      collected()?.add(messages) ?? producer.deliverAtomically(id, messages, consumed),
    flush: () => producer.flush(),
    get bufferedCount() {
      return producer.bufferedCount;
    },
    buffered: () => producer.buffered(),
  };
}

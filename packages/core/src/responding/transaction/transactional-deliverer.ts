/**
 * A deliverer whose messages join the transaction of the handler run that sends them, if there is one. Elsewhere it is
 * the producer itself, at the cost of one look-up of the asynchronous context per call.
 */
import type { DeliveredTo } from '../../contracts/responder-contract.js';
import type { Deliverer, OutgoingMessage } from '../../producing/deliverer.js';
import { endTraces } from '../../producing/traced-deliverer.js';
import { currentRun } from './handler-run.js';
import type { TransactionBuffer } from './transaction-buffer.js';

export function transactionalDeliverer(producer: Deliverer): Deliverer {
  const currentBuffer = () => currentRun()?.transactionBuffer;
  return {
    deliver(messages) {
      const buffer = currentBuffer();
      return buffer === undefined ? producer.deliver(messages) : addTo(buffer, messages);
    },
    deliverOne(message) {
      const buffer = currentBuffer();
      return buffer === undefined
        ? producer.deliverOne(message)
        : addTo(buffer, [message]).then(([to]) => to as DeliveredTo);
    },
    deliverAsync(messages) {
      const buffer = currentBuffer();
      if (buffer === undefined) return producer.deliverAsync(messages);
      const joining = addTo(buffer, messages);
      // The producer reports to the spans of this call otherwise, and gets its messages with the transaction of the run.
      endTraces(messages, joining);
      return joining.then(() => {});
    },
    deliverAtomically(id, messages, consumed) {
      const buffer = currentBuffer();
      // The transaction of the run holds it together, and more.
      return buffer === undefined ? producer.deliverAtomically(id, messages, consumed) : addTo(buffer, messages);
    },
    fence: (id) => producer.fence(id),
    flush: () => producer.flush(),
    get bufferedCount() {
      return producer.bufferedCount;
    },
    buffered: () => producer.buffered(),
  };
}

async function addTo(buffer: TransactionBuffer, messages: readonly OutgoingMessage[]): Promise<DeliveredTo[]> {
  return buffer.add(messages);
}

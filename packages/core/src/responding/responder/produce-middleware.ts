/**
 * The middleware around a deliverer, like the layers of an onion: the first is the outermost. Without middleware it is the
 * deliverer itself, at no cost.
 */
import type { ProducedMessage, ProduceMiddleware } from '../../contracts/produce-call.js';
import type { DeliveredTo } from '../../contracts/responder-contract.js';
import { checkNotGenerator } from '../../errors/generators.js';
import type { Deliverer, OutgoingMessage } from '../../producing/deliverer.js';

type Send = (messages: readonly OutgoingMessage[]) => Promise<readonly DeliveredTo[]>;

/** A message whose headers belong to this send alone, so that middleware may change them. */
type MutableMessage = OutgoingMessage & ProducedMessage;

/** `responder` is the name of the class whose calls go this way; undefined for `deliver`. */
export function withProduceMiddleware(
  deliverer: Deliverer,
  middleware: readonly ProduceMiddleware[],
  responder?: string,
): Deliverer {
  if (middleware.length === 0) return deliverer;
  const runThrough = async (buffered: boolean, given: readonly OutgoingMessage[], send: Send) => {
    if (given.length === 0) return [];
    const messages = given.map(withOwnHeaders);
    const call = Object.freeze({ responder, buffered, messages });
    const layer = async (index: number): Promise<readonly DeliveredTo[]> => {
      const wrap = middleware[index];
      if (wrap === undefined) return send(messages);
      const delivered = await wrap(call, () => layer(index + 1));
      checkNotGenerator(delivered, () => `the middleware ${wrap.name || `at ${index}`}`);
      return delivered;
    };
    return [...(await layer(0))];
  };
  return {
    deliver: (messages) => runThrough(false, messages, (all) => deliverer.deliver(all)),
    async deliverOne(message) {
      const [to] = await runThrough(false, [message], (all) => deliverer.deliver(all));
      return to ?? { topic: message.topic, partition: -1, offset: '-1' };
    },
    async deliverAsync(messages) {
      await runThrough(true, messages, async (all) => {
        await deliverer.deliverAsync(all);
        return [];
      });
    },
    deliverAtomically: (id, messages, consumed) =>
      runThrough(false, messages, (all) => deliverer.deliverAtomically(id, all, consumed)),
    fence: (id) => deliverer.fence(id),
    flush: () => deliverer.flush(),
    get bufferedCount() {
      return deliverer.bufferedCount;
    },
    buffered: () => deliverer.buffered(),
  };
}

function withOwnHeaders(message: OutgoingMessage): MutableMessage {
  const { timestamp, partition, headers } = message;
  return { ...message, timestamp, partition, headers: { ...headers } };
}

/**
 * The messages of a transactional handler run, kept until its end: then they are committed together with the offset of the
 * run. Later messages are outside of any transaction and are refused.
 */
import type { DeliveredTo } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';

export class TransactionBuffer {
  readonly #messages: OutgoingMessage[] = [];
  #closed = false;

  constructor(
    private readonly consumer: string,
    private readonly topic: string,
  ) {}

  /** Where they went is not known before the commit: partition −1 unless given, offset "-1". Throws `KFW_TRANSACTION_OVER`. */
  add(messages: readonly OutgoingMessage[]): DeliveredTo[] {
    if (this.#closed) throw coreError('KFW_TRANSACTION_OVER', { consumer: this.consumer, topic: this.topic });
    this.#messages.push(...messages);
    return messages.map(({ topic, partition = -1 }) => ({ topic, partition, offset: '-1' }));
  }

  /** All that was added, in order; nothing may be added from now on. */
  close(): readonly OutgoingMessage[] {
    this.#closed = true;
    return this.#messages;
  }
}

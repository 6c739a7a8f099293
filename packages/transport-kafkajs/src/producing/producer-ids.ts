/**
 * Producer ids of an idempotent sink (KIP-98), from any broker. One serves all partitions, whose sequence numbers are
 * their own, until one of them needs another; that one then serves whoever needs another than what it has.
 */
import type { Brokers } from './brokers.js';

export interface ProducerId {
  readonly producerId: bigint;
  readonly epoch: number;
}

/** What Kafka's clients send; it means nothing without a transactional id. */
const transactionTimeout = 60_000;

export class ProducerIds {
  #newest: ProducerId | undefined;
  #asking: Promise<ProducerId> | undefined;

  constructor(private readonly brokers: Pick<Brokers, 'ask'>) {}

  /** An id that is newer than the one given: whoever has had an id never gets it again. */
  newerThan(used: ProducerId | undefined): ProducerId | Promise<ProducerId> {
    if (this.#newest !== undefined && this.#newest !== used) return this.#newest;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<ProducerId> {
    const answer = await this.brokers.ask((broker) => broker.initProducerId({ transactionTimeout }));
    this.#newest = { producerId: BigInt(answer.producerId), epoch: answer.producerEpoch };
    return this.#newest;
  }
}

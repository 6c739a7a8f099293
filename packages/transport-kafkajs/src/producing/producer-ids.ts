/**
 * Producer ids of an idempotent sink (KIP-98), from any broker. One serves all partitions, whose sequence numbers are
 * their own, until one of them needs another; that one then serves whoever needs another than what it has.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@kfw/core';
import type { Brokers } from '../kafkajs/brokers.js';
import { isRetriable, protocolErrorOf } from '../kafkajs/kafkajs-errors.js';

export interface ProducerId {
  readonly producerId: bigint;
  readonly epoch: number;
  /** Whether what is sent under it belongs to a transaction. */
  readonly isTransactional?: boolean;
}

/** What Kafka's clients send; it means nothing without a transactional id. */
const transactionTimeout = 60_000;
/** A broker fetches ids by the block, and says that it is loading while it does. */
const pausesMs = [10, 25, 50, 100, 250, 500];

export class ProducerIds {
  #newest: ProducerId | undefined;
  #requesting: Promise<ProducerId> | undefined;

  constructor(private readonly brokers: Pick<Brokers, 'requestFromAny'>) {}

  /** An id that is newer than the one given: whoever has had an id never gets it again. */
  newerThan(used: ProducerId | undefined): ProducerId | Promise<ProducerId> {
    if (this.#newest !== undefined && this.#newest !== used) return this.#newest;
    this.#requesting ??= this.#request().finally(() => {
      this.#requesting = undefined;
    });
    return this.#requesting;
  }

  async #request(): Promise<ProducerId> {
    for (const pauseMs of pausesMs) {
      try {
        return await this.#requestOnce();
      } catch (thrown) {
        const type = protocolErrorOf(toError(thrown));
        if (type === undefined || !isRetriable(toError(thrown))) throw thrown;
        await sleep(pauseMs);
      }
    }
    return this.#requestOnce();
  }

  async #requestOnce(): Promise<ProducerId> {
    const answer = await this.brokers.requestFromAny((broker) => broker.initProducerId({ transactionTimeout }));
    this.#newest = { producerId: BigInt(answer.producerId), epoch: answer.producerEpoch };
    return this.#newest;
  }
}

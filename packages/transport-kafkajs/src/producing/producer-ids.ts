/**
 * Requests producer ids for an idempotent sink (KIP-98), from any broker. One id serves all partitions, which number
 * their batches separately, until one of them needs a new id; that one then serves every partition that needs
 * another.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@kfw/core';
import type { Brokers } from '../kafkajs/brokers.js';
import { isRetriable, protocolErrorOf } from '../kafkajs/kafkajs-errors.js';

export interface ProducerId {
  readonly producerId: bigint;
  readonly epoch: number;
  /** Whether batches under it belong to a transaction. */
  readonly isTransactional?: boolean;
}

/** As Kafka's clients send it; without a transactional id it has no meaning. */
const transactionTimeout = 60_000;
/** A broker reserves ids in blocks, and reports that it is loading while it does. */
const pausesMs = [10, 25, 50, 100, 250, 500];

export class ProducerIds {
  #newest: ProducerId | undefined;
  #requesting: Promise<ProducerId> | undefined;

  constructor(private readonly brokers: Pick<Brokers, 'requestFromAny'>) {}

  /** An id that is newer than the given one: no partition gets an id twice. */
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
    const response = await this.brokers.requestFromAny((broker) => broker.initProducerId({ transactionTimeout }));
    this.#newest = { producerId: BigInt(response.producerId), epoch: response.producerEpoch };
    return this.#newest;
  }
}

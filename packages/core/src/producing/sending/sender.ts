/**
 * The sender of one broker: ready batches leave together, up to `maxInFlightRequests` requests are in flight, and every
 * batch of a request gets a result. A batch that is missing from the response was not delivered.
 */
import { coreError } from '../../errors/core-errors.js';
import { toError } from '../../errors/kfw-error.js';
import type { PartitionResult, Sink } from '../../ports/transport.js';
import type { Batch } from '../buffer/partition-queue.js';
import type { ProducerSettings } from '../producer-options.js';

type Limits = Pick<ProducerSettings, 'maxInFlightRequests' | 'maxRequestBytes'>;

export class Sender {
  #inFlight = 0;
  #request: Batch[] = [];
  #requestBytes = 0;

  constructor(
    private readonly sink: Pick<Sink, 'send'>,
    private readonly limits: Limits,
    /** Receives the results of all batches of a request. */
    private readonly onResults: (batches: readonly Batch[], results: readonly PartitionResult[]) => void,
  ) {}

  get hasCapacity(): boolean {
    return this.#request.length > 0 || this.#inFlight < this.limits.maxInFlightRequests;
  }

  /** Puts a batch into the next request. */
  add(batch: Batch): void {
    this.#request.push(batch);
    this.#requestBytes += batch.bytes;
    if (this.#requestBytes >= this.limits.maxRequestBytes) this.send();
  }

  /** Sends what was added. */
  send(): void {
    const batches = this.#request;
    if (batches.length === 0) return;
    this.#request = [];
    this.#requestBytes = 0;
    this.#inFlight += 1;
    void this.#send(batches);
  }

  async #send(batches: readonly Batch[]): Promise<void> {
    let results: readonly PartitionResult[];
    try {
      results = accountFor(batches, await this.sink.send(batches));
    } catch (thrown) {
      const error = toError(thrown);
      results = batches.map(({ topic, partition }) => retriable(topic, partition, error));
    }
    this.#inFlight -= 1;
    this.onResults(batches, results);
  }
}

function accountFor(batches: readonly Batch[], results: readonly PartitionResult[]): readonly PartitionResult[] {
  return batches.map(({ topic, partition }, at) => {
    const isOwn = (result: PartitionResult | undefined) => result?.topic === topic && result.partition === partition;
    const result = isOwn(results[at]) ? results[at] : results.find(isOwn);
    return result ?? retriable(topic, partition, coreError('KFW_DELIVERY_UNANSWERED', { topic, partition }));
  });
}

function retriable(topic: string, partition: number, error: Error): PartitionResult {
  return { topic, partition, ok: false, error, retriable: true, divisible: false };
}

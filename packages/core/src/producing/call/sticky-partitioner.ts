/**
 * The partitioner of keyless messages: all go to one partition until a batch of it is closed or full, then to the next
 * (KIP-480, KIP-794). That makes fuller batches, and favours no partition. The next is the one with the least waiting
 * messages, so that a slow or unreachable broker gets fewer.
 */
import type { BatchLimits } from '../producer-options.js';

/** The messages that wait, by partition; `undefined` for partitions without a queue. */
type Loads = readonly ({ readonly load: number } | undefined)[];

const none = -1;

export class StickyPartitioner {
  #partition = none;
  #messages = 0;
  #bytes = 0;
  /** Processes that start together should not all begin with partition 0. */
  #next = Math.floor(Math.random() * 1_024);

  /** The partition of a message of `bytes`. */
  choose(partitions: number, queues: Loads, bytes: number, limits: BatchLimits): number {
    if (this.#partition === none || this.#partition >= partitions) this.#chooseNext(partitions, queues);
    const chosen = this.#partition;
    this.#messages += 1;
    this.#bytes += bytes;
    if (this.#messages >= limits.messages || this.#bytes >= limits.bytes) this.#partition = none;
    return chosen;
  }

  /** A batch of this partition takes no more messages. */
  closed(partition: number): void {
    if (this.#partition === partition) this.#partition = none;
  }

  #chooseNext(partitions: number, queues: Loads): void {
    let least = Number.POSITIVE_INFINITY;
    for (let step = 0; step < partitions && least > 0; step += 1) {
      const candidate = (this.#next + step) % partitions;
      const load = queues[candidate]?.load ?? 0;
      if (load >= least) continue;
      least = load;
      this.#partition = candidate;
    }
    this.#next = (this.#partition + 1) % partitions;
    this.#messages = 0;
    this.#bytes = 0;
  }
}

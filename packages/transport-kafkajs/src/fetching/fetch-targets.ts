/**
 * The partitions of one fetch request, by topic. The broker fills its response in the order of the request (KIP-74): each
 * time another partition comes first.
 */
import type { TopicPartition } from '@kfw/core';
import { formatOffset } from '../client/offsets.js';
import type { FetchTarget } from '../kafkajs/internals.js';

export class FetchTargets {
  #rotation = 0;

  constructor(private readonly maxBytesPerPartition: number) {}

  /** `positions`: the partitions, with the offset that each is fetched from. At least one. */
  next(positions: readonly (readonly [TopicPartition, number])[]): FetchTarget[] {
    const first = this.#rotation++ % positions.length;
    const targets: FetchTarget[] = [];
    for (const [{ topic, partition }, offset] of [...positions.slice(first), ...positions.slice(0, first)]) {
      const target = { partition, fetchOffset: formatOffset(offset), maxBytes: this.maxBytesPerPartition };
      const last = targets.at(-1);
      if (last?.topic === topic) last.partitions.push(target);
      else targets.push({ topic, partitions: [target] });
    }
    return targets;
  }
}

/**
 * The keys of `keyed`. A key is in one partition, that of its own number, as with any partitioner; the keys within a
 * partition are scattered over its records, as customers are: neighbours have the same key now and then.
 */
import { partitionCount, partitionOf } from './numbered-records.js';

export const keyCount = 10_000;

/** The number of the key that this record has. */
export function keyNumberOf(number: number): number {
  const partition = partitionOf(number);
  const keys = Math.ceil((keyCount - partition) / partitionCount);
  return partition + partitionCount * (scattered(number) % keys);
}

export function keyOf(number: number): Buffer {
  return Buffer.from(`key-${keyNumberOf(number)}`);
}

/** The same for the same number in every run: a multiplication (by 2³² over the golden ratio) and its upper half. */
function scattered(number: number): number {
  const mixed = Math.imul(number ^ (number >>> 13), 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 8;
}

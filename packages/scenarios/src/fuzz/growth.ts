/**
 * Whether the process has grown. It is measured between rounds, when all attackers are gone and what they made has been
 * deleted, after a collection of garbage: what is more then was leaked, but for what is bounded by design. The first
 * round fills caches and has code compiled, so growth counts from its end.
 *
 * - connections: those of the run itself are left, and no other. Handles and descriptors: back to what they were, but for
 *   a few that the good client's topics open.
 * - heap: 300 groups and 300 transactional ids (the bounds given to this broker) come to some hundred kilobytes; 16 MiB
 *   leave room for compiled code. A leak of 1 KiB per connection passes it within 16,000 connections.
 * - buffers: the newest bytes of all logs are kept, 32 MiB of them, on disk; what is in memory is deleted.
 * - the process as a whole: allocators keep what they once had, so only what grows and grows is wrong; 384 MiB above.
 */
import type { Measured } from './broker-process.js';

const mebibyte = 1024 * 1024;

export const growthBounds = {
  handles: 8,
  descriptors: 16,
  heapBytes: 16 * mebibyte,
  bufferBytes: 40 * mebibyte,
  rssBytes: 384 * mebibyte,
} as const;

/** The good client's, and that of the janitor. */
const ownConnections = 2;

type Grown = keyof typeof growthBounds;

/** In words; empty when all is well. */
export function growthOf(before: Measured, after: Measured): string[] {
  const left = after.connections - ownConnections;
  const connections = left > 0 ? [`${left} connections are left of those that were closed`] : [];
  const grown = (Object.keys(growthBounds) as Grown[])
    .filter((name) => after[name] - before[name] > growthBounds[name])
    .map((name) => `${name} have grown from ${before[name]} to ${after[name]}, by more than ${growthBounds[name]}`);
  return [...connections, ...grown];
}

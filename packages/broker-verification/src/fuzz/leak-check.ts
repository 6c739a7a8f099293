/**
 * Checks that the process has not grown. It is measured between rounds, when all attackers are gone and what they made
 * has been deleted, after a collection of garbage: what is more then was leaked, but for what is bounded by design. The
 * first round fills caches and has code compiled, so growth counts from its end.
 *
 * - connections: those of the run itself are left, and no other. Handles and descriptors: back to what they were, but
 *   for a few that the control client's topics open.
 * - heap: 300 groups and 300 transactional ids (the bounds given to this broker) come to some hundred kilobytes; 6 MiB
 *   leave room for compiled code. A thousand connections a round are there for this: 3 KiB leaked for each passes it.
 * - buffers: the newest bytes of all logs are kept, 32 MiB of them, on disk; what is in memory is deleted.
 * - the process as a whole: its allocator keeps what a decompression (256 MiB at most) and an answer (64 MiB) once
 *   took, so that it is only bounded, with twice of that above what it begins with.
 */
import type { Measured } from './broker-process.js';

const mebibyte = 1024 * 1024;

export const leakBounds = {
  handles: 8,
  descriptors: 16,
  heapBytes: 6 * mebibyte,
  bufferBytes: 40 * mebibyte,
} as const;

const mostProcessBytes = 1024 * mebibyte;
/** That of the control client and that of the fixture cleanup. */
const ownConnections = 2;

type Grown = keyof typeof leakBounds;

/** In words; empty when all is well. */
export function leaksIn(before: Measured, after: Measured): string[] {
  const left = after.connections - ownConnections;
  const connections = left > 0 ? [`${left} connections are left of those that were closed`] : [];
  const grown = (Object.keys(leakBounds) as Grown[])
    .filter((name) => after[name] - before[name] > leakBounds[name])
    .map((name) => `${name} have grown from ${before[name]} to ${after[name]}, by more than ${leakBounds[name]}`);
  const large = after.rssBytes > mostProcessBytes ? [`the process takes ${after.rssBytes} bytes`] : [];
  return [...connections, ...grown, ...large];
}

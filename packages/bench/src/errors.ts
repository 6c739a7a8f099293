/** The errors of measuring. A failed run is an error and never a figure. */
import { defineErrors } from '@kfw/core';

export const benchError = defineErrors({
  KFW_BENCH_RECORD_WRONG: (p: { partition: number; expected: string; seen: string }) =>
    `partition ${p.partition}: expected ${p.expected}, got ${p.seen}. Not every record was handled once and in order.`,
  KFW_BENCH_SUM_WRONG: (p: { expected: number; seen: number }) =>
    `the numbers in the handled records add up to ${p.seen} instead of ${p.expected}.`,
  KFW_BENCH_COMMITS_WRONG: (p: { peer: string; expected: number; committed: number }) =>
    `${p.peer} left ${p.committed} records committed instead of ${p.expected}, so its figure is not what its name says.`,
  KFW_BENCH_NO_SENDER: (p: { peer: string }) => `${p.peer} has no sender, so its latency cannot be measured.`,
  KFW_BENCH_NO_BATCHES: (p: { peer: string }) => `${p.peer} takes batches, which this benchmark does not provide.`,
  KFW_BENCH_GOAL_MISSED: (p: { bench: string; goal: number; missed: string }) =>
    `${p.bench}: kfw must be at least ${p.goal} × each of the others; it is ${p.missed}. ` +
    'Few --messages or a busy machine give no valid figure.',
  KFW_BENCH_PEER_STOPPED: (p: { reason: string }) => `the consumer stopped while it was measured: ${p.reason}`,
  KFW_BENCH_RUN_FAILED: (p: { peer: string; reason: string; output: string }) =>
    `a run of ${p.peer} failed: ${p.reason}${p.output && `\nThe end of its output:\n${p.output}`}`,
  KFW_BENCH_BOUND_NOT_REACHED: (p: { peak: number; bound: number }) =>
    `a partition never held more than ${p.peak} bytes, so the bound of ${p.bound} was not tested. ` +
    'Give more --messages: a million are enough for the defaults.',
  KFW_BENCH_BUFFERED_TOO_MUCH: (p: { peak: number; bound: number }) =>
    `${p.peak} bytes of messages waited in memory; the byte bounds and one fetch each come to ${p.bound}.`,
  KFW_BENCH_MEMORY_TOO_MUCH: (p: { grown: number; bound: number; limit: number }) =>
    `the process grew by ${p.grown} bytes; ${p.bound} may be buffered, and with the fixed base it must stay below ${p.limit}.`,
  KFW_BENCH_MESSAGES_MISSING: (p: { expected: number; seen: number }) =>
    `${p.seen} of ${p.expected} messages were read: some written messages are missing.`,
  KFW_BENCH_INTERRUPTED: (p: { signal: string }) => `interrupted by ${p.signal}.`,
});

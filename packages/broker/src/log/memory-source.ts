/** A log in memory: one empty segment to begin with, and nothing to keep. */
import { ProducerStates } from '../producers/producer-state.js';
import { LogTransactions } from './log-transactions.js';
import { MemoryStore } from './memory-store.js';
import type { Replacement } from './replacement.js';
import { Segment } from './segment.js';
import type { SegmentSource } from './segment-source.js';

const replacement = (baseOffset: number): Replacement => ({
  segment: new Segment(baseOffset, new MemoryStore()),
  flush: () => {},
  commit: () => {},
  finish: (replaced) => {
    for (const { store } of replaced) store.delete();
  },
  discard: () => {},
});

export const memorySource = (): SegmentSource => ({
  segments: [new Segment(0, new MemoryStore())],
  startOffset: 0,
  producers: new ProducerStates(),
  transactions: new LogTransactions(),
  create: (baseOffset) => new Segment(baseOffset, new MemoryStore()),
  cleanedOffset: 0,
  keepStartOffset: () => {},
  keepCleanedOffset: () => {},
  replacement,
  delete: () => {},
});

/** A log in memory: it starts with one empty segment and stores nothing. */
import { ProducerStates } from '../../producers/producer-state.js';
import type { SegmentReplacement } from '../compaction/segment-replacement.js';
import { LogTransactions } from '../log-transactions.js';
import { Segment } from '../segment/segment.js';
import type { SegmentSource } from '../segment/segment-source.js';
import { MemoryStore } from './memory-store.js';

const replacement = (baseOffset: number): SegmentReplacement => ({
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
  saveStartOffset: () => {},
  saveCleanedOffset: () => {},
  createReplacement: replacement,
  delete: () => {},
});

/** A log in memory: one empty segment to begin with, and nothing to keep. */
import { ProducerStates } from '../producers/producer-state.js';
import { MemoryStore } from './memory-store.js';
import type { SegmentSource } from './partition-log.js';
import { Segment } from './segment.js';

export const memorySource = (): SegmentSource => ({
  segments: [new Segment(0, new MemoryStore())],
  startOffset: 0,
  producers: new ProducerStates(),
  create: (baseOffset) => new Segment(baseOffset, new MemoryStore()),
  keepStartOffset: () => {},
  delete: () => {},
});

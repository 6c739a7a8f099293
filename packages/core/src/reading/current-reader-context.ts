/**
 * The reader context of this process: `readTopic` reads with the app that runs, when there is one. Without an app the
 * reader opens a connection of its own.
 */
import { processSlot } from '../process/process-slots.js';
import type { OpenReaderContext } from './reader-context.js';

const slot = processSlot<OpenReaderContext>('readerContext');

/** Makes it the process's own; returns what it replaced. */
export function useReaderContext(open: OpenReaderContext | undefined): OpenReaderContext | undefined {
  return slot.set(open);
}

export function currentReaderContext(): OpenReaderContext | undefined {
  return slot.get();
}

/**
 * What `readTopic` reads with in a process that has booted an app, in one process-wide slot, as for responders. Without
 * an app there is none, and whoever reads brings a connection of its own.
 */
import type { OpenReaderContext } from './reader-context.js';

/** Kept on the global object: an app and the command that boots it may hold two copies of this package. */
const slot: { [key: symbol]: OpenReaderContext | undefined } = globalThis as never;
const slotKey = Symbol.for('kfw.readingGround');

/** Makes it the process's own; returns what it replaced. */
export function useReaderContext(open: OpenReaderContext | undefined): OpenReaderContext | undefined {
  const previous = slot[slotKey];
  slot[slotKey] = open;
  return previous;
}

export function currentReaderContext(): OpenReaderContext | undefined {
  return slot[slotKey];
}

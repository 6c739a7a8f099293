/**
 * What `readTopic` reads with in a process that has booted an app, in one process-wide slot, as for responders. Without
 * an app there is none, and whoever reads brings a connection of its own.
 */
import type { OpenGround } from './reading-ground.js';

/** Kept on the global object: an app and the command that boots it may hold two copies of this package. */
const slot: { [key: symbol]: OpenGround | undefined } = globalThis as never;
const slotKey = Symbol.for('kfw.readingGround');

/** Makes it the process's own; returns what it replaced. */
export function useReadingGround(open: OpenGround | undefined): OpenGround | undefined {
  const previous = slot[slotKey];
  slot[slotKey] = open;
  return previous;
}

export function currentReadingGround(): OpenGround | undefined {
  return slot[slotKey];
}

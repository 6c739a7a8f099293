/**
 * Standard output and standard error as destinations of log lines. Both are written synchronously: lines logged before
 * the process ends are out, and a full pipe is waited for. When the reader has gone (`kfw server | head`), or the
 * terminal is closed, the log falls silent instead of ending the process.
 */
import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { systemCode } from '../system-code.js';

export interface LogDestination {
  /** Receives whole lines, with their line ends. */
  write(text: string): unknown;
}

const standardOutput = 1;

export function standardOutputDestination(): LogDestination {
  const destination = pino.destination({ dest: standardOutput, sync: true });
  // pino falls silent by itself after EPIPE; EIO comes from a closed terminal.
  destination.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    if (error.code !== 'EIO') throw error;
    Object.assign(destination, { write: () => true, flushSync: () => undefined, end: () => undefined });
  });
  return destination;
}

const standardError = 2;
const pollIntervalMs = 1;

/** Waits for a full pipe one millisecond at a time, because the last lines of a process may be long. */
export function standardErrorDestination(): LogDestination {
  let readerHasGone = false;
  return {
    write(text) {
      let left = Buffer.from(text);
      while (left.length > 0 && !readerHasGone) {
        try {
          left = left.subarray(writeSync(standardError, left));
        } catch (thrown) {
          if (systemCode(thrown) === 'EAGAIN') waitFor(pollIntervalMs);
          else if (systemCode(thrown) === 'EPIPE') readerHasGone = true;
          else throw thrown;
        }
      }
    },
  };
}

function waitFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

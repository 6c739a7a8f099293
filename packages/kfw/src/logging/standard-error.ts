/**
 * Standard error as a destination of log lines, written synchronously: lines logged before the process ends are out.
 * A full pipe is waited for one millisecond at a time, because the last lines of a process may be long. When the
 * reader has gone, the log falls silent instead of ending the process.
 */
import { writeSync } from 'node:fs';
import { systemCode } from '../system-code.js';
import type { LogDestination } from './log-destination.js';

const standardError = 2;
const lookAgainMs = 1;

export function standardErrorDestination(): LogDestination {
  let readerHasGone = false;
  return {
    write(text) {
      let left = Buffer.from(text);
      while (left.length > 0 && !readerHasGone) {
        try {
          left = left.subarray(writeSync(standardError, left));
        } catch (thrown) {
          if (systemCode(thrown) === 'EAGAIN') waitFor(lookAgainMs);
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

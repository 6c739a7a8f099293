/**
 * Where log lines go. Standard output is written synchronously: what was logged before `process.exit` or a crash is
 * out, and a full pipe is waited for. When its reader has gone (`kfw server | head`), or its terminal is closed, the log
 * falls silent instead of ending the process.
 */
import { pino } from 'pino';

export interface LogDestination {
  /** Takes whole lines, with their line ends. */
  write(text: string): unknown;
}

const standardOutput = 1;

export function standardOutputDestination(): LogDestination {
  const destination = pino.destination({ dest: standardOutput, sync: true });
  // pino falls silent by itself after EPIPE; EIO is what a terminal that was closed answers.
  destination.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    if (error.code !== 'EIO') throw error;
    Object.assign(destination, { write: () => true, flushSync: () => undefined, end: () => undefined });
  });
  return destination;
}

/**
 * Standard output as a destination of log lines, written synchronously: lines logged before `process.exit` or a crash
 * are out, and a full pipe is waited for. When its reader has gone (`kfw server | head`), or its terminal is closed,
 * the log falls silent instead of ending the process.
 */
import { pino } from 'pino';

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

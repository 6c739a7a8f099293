/**
 * Where log lines go. Standard output is written synchronously: what was logged before `process.exit` or a crash is
 * out, and a full pipe is waited for. When its reader has gone (`kfw server | head`) the log falls silent instead of
 * ending the process.
 */
import { pino } from 'pino';

export interface LogDestination {
  /** Takes whole lines, with their line ends. */
  write(text: string): unknown;
}

const standardOutput = 1;

export function standardOutputDestination(): LogDestination {
  return pino.destination({ dest: standardOutput, sync: true });
}

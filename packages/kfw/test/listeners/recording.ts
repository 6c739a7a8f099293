/** A logger that keeps its lines, and a destination that keeps the written text. */
import { type Logger, Monitor } from '@kfw/core';
import type { LogDestination } from '../../src/logging/log-destinations.js';

export interface Logged {
  level: string;
  fields: Record<string, unknown>;
  sentence: string | undefined;
}

export function recording() {
  const logged: Logged[] = [];
  const at = (level: string) => (fields: object, sentence?: string) => {
    logged.push({ level, fields: Object.fromEntries(Object.entries(fields)), sentence });
  };
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { logged, logger, monitor: new Monitor() };
}

export function writtenTo(): LogDestination & { text: () => string; lines: () => string[] } {
  const written: string[] = [];
  const text = () => written.join('');
  return { write: (part) => written.push(part), text, lines: () => text().split('\n').slice(0, -1) };
}

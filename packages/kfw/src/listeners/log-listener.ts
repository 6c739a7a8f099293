/**
 * Logs every event that has a log line. It subscribes only to events that the logger's level lets through, because an
 * event without a subscriber costs nothing.
 */
import type { EventName, KfwEvents, Listener, Logger } from '@kfw/core';
import { frameworkLine } from '../logging/log-line.js';
import { eventLines } from './event-lines.js';
import type { EventLine } from './lines/event-line.js';

export interface LogListenerOptions {
  /** Stacks with the frames of kfw and Node. Default false: only the user's own. */
  readonly verbose?: boolean | undefined;
}

/** A listener that logs each event as one line: its fields with `event`, and a sentence. Never a payload. */
export function logListener(options: LogListenerOptions = {}): Listener {
  const lineFor = eventLines(options);
  return ({ monitor, logger }) => {
    const log = <Name extends EventName>(name: Name, toLine: (event: KfwEvents[Name]) => EventLine): void => {
      if (name in quietEvents && !writes(logger, 'debug')) return;
      monitor.subscribe(name, (event) => {
        const { level, fields, sentence } = toLine(event);
        logger[level]({ [frameworkLine]: true, event: name, ...fields }, sentence);
      });
    };
    for (const name of Object.keys(lineFor) as EventName[])
      log(name, lineFor[name] as (event: KfwEvents[EventName]) => EventLine);
  };
}

/** Events whose line has the level debug. */
const quietEvents: { readonly [Name in EventName]?: true } = { 'offsets.committed': true };

/** The loggers of pino and kfw know their level; other loggers may not. */
function writes(logger: Logger & { isLevelEnabled?(level: string): boolean }, level: string): boolean {
  return logger.isLevelEnabled?.(level) ?? true;
}

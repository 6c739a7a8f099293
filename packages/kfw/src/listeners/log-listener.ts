/**
 * Logs every event that has a log line, floods thinned out. It subscribes only to events that the logger's level lets
 * through, because an event without a subscriber costs nothing.
 */
import { type EventName, type KfwEvents, type Listener, type Logger, loggerOfTopic, toError } from '@kfw/core';
import { frameworkLine } from '../logging/log-line.js';
import { eventLines } from './event-lines.js';
import { floodKind } from './flooding/flood-kinds.js';
import { FloodSampler, type Repetition } from './flooding/flood-sampler.js';
import type { EventLine } from './lines/event-line.js';
import { formatDuration } from './lines/format-values.js';

export interface LogListenerOptions {
  /** Stacks with the frames of kfw and Node. Default false: only the user's own. */
  readonly verbose?: boolean | undefined;
}

const defaultFloodIntervalMs = 10_000;

/** A listener that logs each event as one line: its fields with `event`, and a sentence. Never a payload. */
export function logListener(options: LogListenerOptions = {}): Listener {
  const lineFor = eventLines(options);
  return ({ monitor, logger, log: { floodIntervalMs } = { floodIntervalMs: defaultFloodIntervalMs } }) => {
    const sampler = floodIntervalMs > 0 ? new FloodSampler(floodIntervalMs) : undefined;
    // Before the line of that event.
    if (sampler !== undefined) monitor.subscribe('app.stopped', sampler.flush);
    const log = <Name extends EventName>(name: Name, toLine: (event: KfwEvents[Name]) => EventLine): void => {
      if (name in quietEvents && !writes(logger, 'debug')) return;
      monitor.subscribe(name, (event) => {
        const span = name in messageEvents ? monitor.tracer?.activeIds() : undefined;
        const write = (repetition?: Repetition): void => {
          const { level, fields, sentence } = toLine(event);
          const shown = repetition === undefined ? sentence : `${sentence} ${standsFor(repetition)}`;
          loggerFor(logger, event)[level](
            { [frameworkLine]: true, event: name, ...fields, ...span, ...repetition },
            shown,
          );
        };
        const kind = sampler && floodKind(name, event);
        if (kind === undefined) write();
        else sampler?.pass(name, kind, (repetition) => attempt(name, () => write(repetition)));
      });
    };
    /** Later writes have no publisher that would report the failure of a logger. */
    const attempt = (name: EventName, write: () => void): void => {
      try {
        write();
      } catch (thrown) {
        const error = toError(thrown);
        if (name === 'listener.failed') process.emitWarning(error.message);
        else monitor.publish('listener.failed', { listened: name, error });
      }
    };
    for (const name of Object.keys(lineFor) as EventName[])
      log(name, lineFor[name] as (event: KfwEvents[EventName]) => EventLine);
  };
}

/** Events whose line has the level debug. */
const quietEvents: { readonly [Name in EventName]?: true } = { 'offsets.committed': true };

/** Published within the span of a message, if it has one. */
const messageEvents: { readonly [Name in EventName]?: true } = {
  'consumer.failed': true,
  'partition.waiting': true,
  'message.deadLettered': true,
  'message.retryScheduled': true,
  'message.skipped': true,
  'message.postponed': true,
};

/** The loggers of pino and kfw know their level; other loggers may not. */
function writes(logger: Logger & { isLevelEnabled?(level: string): boolean }, level: string): boolean {
  return logger.isLevelEnabled?.(level) ?? true;
}

/** A topic may have a level of its own. */
function loggerFor(logger: Logger, event: object): Logger {
  const { topic } = event as { readonly topic?: unknown };
  return typeof topic === 'string' ? loggerOfTopic(logger, topic) : logger;
}

/** `(the last of 999 in 1 s)` */
function standsFor({ repeated, repeatedForMs }: Repetition): string {
  return `(the last of ${repeated} in ${formatDuration(repeatedForMs)})`;
}

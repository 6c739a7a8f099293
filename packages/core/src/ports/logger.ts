import { fieldValue, isError } from '../errors/readable-error.js';

/** The part of a logger that kfw and its apps use; pino's loggers fit as they are. */
export interface Logger {
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

/** A logger with levels of topics. */
export interface TopicLoggers extends Logger {
  /** The logger for lines about a topic, by its name in the code. */
  forTopic(topic: string): Logger;
}

/** The logger for lines about a topic: the same one where topics have no levels. */
export function loggerOfTopic(logger: Logger | TopicLoggers, topic: string): Logger {
  return 'forTopic' in logger ? logger.forTopic(topic) : logger;
}

/**
 * Adds fields to each line; the line's own go first where both name something. `current` gives more that hold when the line
 * is logged.
 */
export function boundLogger(logger: Logger, fixed: object, current?: () => object | undefined): Logger {
  // JavaScript apps may log a text alone, as pino lets them.
  const on =
    (level: keyof Logger) =>
    (fields: object | string, message?: string): void => {
      const more = current?.();
      const bound = more === undefined ? fixed : { ...fixed, ...more };
      if (typeof fields === 'string') logger[level](bound, fields);
      else if (isError(fields)) logger[level]({ ...bound, error: fields }, message);
      else logger[level](together(bound, fields), message);
    };
  return { debug: on('debug'), info: on('info'), warn: on('warn'), error: on('error') };
}

/** A field whose getter throws costs itself, not the line. */
function together(bound: object, fields: object): object {
  try {
    return { ...bound, ...fields };
  } catch {
    const read = Object.keys(fields).map((name) => [name, fieldValue(fields, name) ?? '[unreadable]'] as const);
    return { ...bound, ...Object.fromEntries(read) };
  }
}

/** Logs nothing: what code outside a running app gets. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};

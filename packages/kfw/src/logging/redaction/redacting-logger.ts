/** A logger that replaces values of the app's lines by their paths, before any other logger sees them. */
import type { Logger } from '@kfw/core';
import { isError } from '@kfw/core/internal';
import { frameworkLine } from '../log-line.js';
import { redactorOf } from './redact-fields.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** kfw's own lines hold no payloads and pass as they are. */
export function redactingLogger(logger: Logger, paths: readonly string[]): Logger {
  const redact = redactorOf(paths);
  const { isLevelEnabled } = logger as { isLevelEnabled?: (level: string) => boolean };
  const on =
    (level: Level) =>
    (given: object | string, message?: string): void => {
      if (typeof given === 'string') logger[level](given as unknown as object, message);
      else if (isLevelEnabled?.call(logger, level) !== false) logger[level](fieldsOf(given), message);
    };
  const fieldsOf = (given: object): object => {
    if (frameworkLine in given) return given;
    try {
      return redact(isError(given) ? { error: given } : given);
    } catch {
      // A value that cannot be looked into might hold what must not be logged.
      return { unreadable: true };
    }
  };
  return {
    debug: on('debug'),
    info: on('info'),
    warn: on('warn'),
    error: on('error'),
    ...(isLevelEnabled && { isLevelEnabled: (level: string) => isLevelEnabled.call(logger, level) }),
  };
}

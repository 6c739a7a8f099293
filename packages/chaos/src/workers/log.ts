/** The log of a worker: lines of JSON on its standard output, each with its time, which is kept when a run fails. */
import type { Logger } from '@kfw/core';

/** Said of every message. */
const tooMuch = 'responder.responded';

const line =
  (level: keyof Logger) =>
  (fields: object, message = ''): void => {
    if ('event' in fields && fields.event === tooMuch) return;
    const text = JSON.stringify({ at: new Date().toISOString(), level, message, ...fields }, (_name, value) =>
      value instanceof Error ? { ...value, message: value.message, cause: value.cause, stack: value.stack } : value,
    );
    process.stdout.write(`${text}\n`);
  };

export const logger: Logger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };

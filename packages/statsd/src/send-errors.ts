/** Errors of sending: one line in the log when they begin and one when they are over, however many there are. */
import type { Logger } from '@kfw/core';

/** Flushes in a row without an error, after which sending works again. */
const quietFlushes = 6;

export class SendErrors {
  #count = 0;
  #withoutError = 0;

  constructor(private readonly logger: Logger) {}

  readonly add = (error: Error): void => {
    this.#count++;
    this.#withoutError = 0;
    if (this.#count > 1) return;
    this.logger.warn(
      { event: 'statsd.failed', error },
      `metrics cannot be sent to StatsD and are lost until they can: ${error.message}`,
    );
  };

  /** Called before each flush. */
  flushing(): void {
    if (this.#count === 0) return;
    this.#withoutError++;
    if (this.#withoutError > quietFlushes) this.#end('metrics are sent to StatsD again');
  }

  closed(): void {
    if (this.#count > 1) this.#end('metrics were not sent to StatsD');
  }

  #end(what: string): void {
    const errors = this.#count;
    this.#count = 0;
    this.#withoutError = 0;
    this.logger.info({ event: 'statsd.errors', errors }, `${what}: ${errors} ${errors === 1 ? 'error' : 'errors'}`);
  }
}

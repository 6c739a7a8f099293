/**
 * What SIGINT and SIGTERM do to a command: the first fires `signal`, and the command ends in order. One that does not end
 * within ten seconds, or a second signal, is not waited for.
 */
import { cliError } from '../errors.js';

const graceMs = 10_000;

export class Interrupt {
  readonly #controller = new AbortController();
  readonly #forced = Promise.withResolvers<never>();
  #grace: NodeJS.Timeout | undefined;
  readonly #onSignal = (): void => {
    if (this.#controller.signal.aborted) {
      this.#force();
      return;
    }
    this.#controller.abort(cliError('KFW_INTERRUPTED', {}));
    this.#grace = setTimeout(this.#force, graceMs);
  };
  readonly #force = (): void =>
    this.#forced.reject(cliError('KFW_INTERRUPTED', { hint: 'Work in flight was not waited for.' }));

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  /** Rejects with `KFW_INTERRUPTED` when a signal has come. */
  async around<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#controller;
    let result: T;
    try {
      result = await Promise.race([run(signal), this.#forced.promise]);
    } catch (thrown) {
      throw signal.aborted && isAbort(thrown) ? signal.reason : thrown;
    }
    signal.throwIfAborted();
    return result;
  }

  end(): void {
    clearTimeout(this.#grace);
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}

/** What Node's own functions reject with when their signal fires. */
function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}

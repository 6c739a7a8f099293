/** Calls what listeners do last, such as to send their last values, before the process ends. */
import { type Monitor, settlesWithin, toError } from '@kfw/core';

/** Longer than a receiver on this machine or network needs, and short beside the time that a stop has. */
const withinMs = 2_000;

export class ListenerClosings {
  readonly #closings: (() => Promise<void>)[] = [];
  #run: Promise<void> | undefined;

  constructor(private readonly monitor: Monitor) {}

  readonly add = (close: () => Promise<void>): void => {
    this.#closings.push(close);
  };

  /** Once, all at the same time. Never rejects: errors are published. */
  run(): Promise<void> {
    this.#run ??= Promise.all(this.#closings.map((close) => this.#call(close))).then(() => undefined);
    return this.#run;
  }

  async #call(close: () => Promise<void>): Promise<void> {
    try {
      await settlesWithin(withinMs, close());
    } catch (thrown) {
      this.monitor.publish('listener.failed', { listened: 'the end of the app', error: toError(thrown) });
    }
  }
}

/**
 * Runs the app's `closing` hook once, however the app ends. An error in it is reported and changes nothing else: the
 * app still closes, with the same exit code.
 */

import { type Monitor, settlesWithin, toError } from '@kfw/core';
import { checkNotGenerator } from '@kfw/core/internal';
import { kfwError } from '../errors.js';
import { printError } from '../terminal/print.js';
import type { AppCommand, ClosingReason } from './app-command.js';
import type { AppDefinition } from './define-app.js';

export interface ClosingHookOptions {
  readonly closing: AppDefinition['closing'];
  readonly command: AppCommand;
  readonly monitor: Monitor;
  /** The time that it may take. */
  readonly timeoutMs: number;
}

export class ClosingHook {
  #run: Promise<void> | undefined;

  constructor(private readonly options: ClosingHookOptions) {}

  /** Never rejects. */
  run(why: ClosingReason): Promise<void> {
    this.#run ??= this.#call(why);
    return this.#run;
  }

  async #call({ reason, error }: ClosingReason): Promise<void> {
    const { closing, command, timeoutMs } = this.options;
    if (closing === undefined) return;
    try {
      const called = Promise.resolve(closing({ command, reason, error })).then((returned: unknown) =>
        checkNotGenerator(returned, () => 'closing'),
      );
      if (!(await settlesWithin(timeoutMs, called))) throw kfwError('KFW_CLOSING_TIMEOUT', { timeoutMs });
    } catch (thrown) {
      this.#report(toError(thrown));
    }
  }

  /** Commands without a log report it on standard error. */
  #report(error: Error): void {
    const { monitor } = this.options;
    monitor.publish('app.closingFailed', { error });
    if (!monitor.has('app.closingFailed')) printError(`kfw: closing() of the app failed: ${error.message}\n`);
  }
}

/** The part of an app that the console uses, so that tests can do without brokers. */

import type { Monitor } from '@kfw/core';
import type { AppDescription } from '@kfw/core/internal';
import type { ClosingReason } from '../../app/app-command.js';

export interface ConsoleApp {
  readonly root: string;
  readonly description: AppDescription;
  readonly monitor: Monitor;
  /** The app's exported consumers, responders and schemas, by name. */
  readonly classes: Readonly<Record<string, unknown>>;
  readonly producer: unknown;
  readonly admin: unknown;
  connect(signal?: AbortSignal): Promise<void>;
  close(why?: ClosingReason): Promise<void>;
}

/** The contract of a listener: it subscribes to events, and logs through the app's logger. */
import type { Logger, Monitor } from '@kfw/core';

export interface ListenerContext {
  readonly monitor: Monitor;
  readonly logger: Logger;
}

/** Called once at boot, before anything is published. */
export type Listener = (context: ListenerContext) => void;

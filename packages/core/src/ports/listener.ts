/** The contract of a listener: it subscribes to events, reads measurements, serves paths, and logs through the app's logger. */
import type { Monitor } from '../events/monitor.js';
import type { Endpoints } from './endpoints.js';
import type { Logger } from './logger.js';

export interface ListenerContext {
  readonly monitor: Monitor;
  readonly logger: Logger;
  /** `undefined` where no server of the app runs, such as in a program that only calls `deliver`. */
  readonly endpoints?: Endpoints | undefined;
  /**
   * `close` is called once when the app is closed, after its connections: nothing is measured any more, and the process may end
   * right after. It is awaited for two seconds.
   */
  readonly onClose?: ((close: () => Promise<void>) => void) | undefined;
  /** How the app's configuration wants events to be logged. */
  readonly log?: { readonly floodIntervalMs: number } | undefined;
}

/** Called once at boot, before anything is published. */
export type Listener = (context: ListenerContext) => void;

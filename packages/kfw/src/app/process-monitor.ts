/** The monitor of this process. */
import { Monitor } from '@kfw/core';

/**
 * The events of this process: `monitor.subscribe('app.initialized', (app) => …)`. docs/reference/events.md lists them.
 */
export const monitor = new Monitor();

/** The monitor of responders in a test. */
import { Monitor } from '@kfw/core';

/** Events of responders run in a test; nobody listens unless the test subscribes. */
export const testMonitor = new Monitor();

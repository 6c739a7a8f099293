/** The internal door of kfw: an app with all its parts, for benchmarks and for the tests of this repository. */
export type { BootedApp } from './app/booted-app.js';
export { createApp } from './app/create-app.js';

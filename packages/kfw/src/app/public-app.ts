/** `createApp` and `loadApp` as apps see them: they return an `App`, without the parts that only kfw itself uses. */
import { type LoadOptions, loadApp as loadBootedApp } from '../boot/load-app.js';
import type { App } from './app.js';
import { type CreateAppOptions, createApp as createBootedApp } from './create-app.js';

/**
 * Creates an app from a configuration and a definition. Throws `KFW_ROUTES_INVALID` with every mistake, and the errors
 * of the app's hooks. Nothing connects.
 */
export const createApp: (options: CreateAppOptions) => Promise<App> = createBootedApp;

/**
 * Loads the app in a folder, by default the working directory, for a script or another program. Throws a `KfwError` for
 * every mistake in the app, and the errors of its own files. Nothing connects but to an embedded broker.
 */
export const loadApp: (options?: LoadOptions) => Promise<App> = loadBootedApp;

/** `kfw server`: boots the app, runs its consumers, and turns signals into an ordered stop. */
import { loadApp } from '../../boot/load-app.js';
import { findAppRoot } from '../app-root.js';
import { parseDurationMs } from '../duration-option.js';
import { parseSelection, type SelectionOptions } from './selection-options.js';

export interface RunServerOptions extends SelectionOptions {
  readonly connectTimeout?: string | undefined;
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** Resolves when the server has stopped; `process.exitCode` says how. Throws what made it stop. */
export async function runServer(options: RunServerOptions): Promise<void> {
  const connectTimeoutMs = parseDurationMs('--connect-timeout', options.connectTimeout);
  const app = await loadApp({
    root: findAppRoot(),
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    selection: parseSelection(options),
    ...(options.json && { json: true }),
    ...(options.verbose && { verbose: true }),
  });
  const server = app.createServer();
  const stop = (signal: NodeJS.Signals): void => {
    app.monitor.publish('signal.received', { signal });
    server.stop(signal);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  void server.start();
  const { exitCode, error } = await server.ended;
  process.exitCode = exitCode;
  if (error !== undefined) throw error;
}

/** `kfw server`: boots the app and runs its consumers until a signal or an error stops them. */
import { toError } from '@kfw/core';
import { loadApp } from '../../boot/load-app.js';
import { findAppRoot } from '../app-root.js';
import { parseDurationMs } from '../duration-option.js';
import { onUncaught } from '../uncaught.js';
import { parseSelection, type SelectionOptions } from './selection-options.js';
import { serveSignals } from './signals.js';

export interface RunServerOptions extends SelectionOptions {
  /** Name of the one consumer to run. */
  readonly consumer?: string | undefined;
  readonly connectTimeout?: string | undefined;
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** Resolves when the server has stopped; `process.exitCode` says how. Throws what made it stop. */
export async function runServer(options: RunServerOptions): Promise<void> {
  const connectTimeoutMs = parseDurationMs('--connect-timeout', options.connectTimeout);
  const lost = Promise.withResolvers<Error>();
  const app = await loadApp({
    root: findAppRoot(),
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    ...(options.consumer !== undefined && { consumer: options.consumer }),
    selection: parseSelection(options),
    ...(options.json && { json: true }),
    ...(options.verbose && { verbose: true }),
    onEmbedded: { lost: lost.resolve },
  });
  const server = app.createServer();
  void lost.promise.then((error) => server.fail(error));
  serveSignals(server, app.monitor);
  const stopListening = onUncaught((thrown) => server.fail(toError(thrown)));
  void server.start();
  const { exitCode, error } = await server.ended;
  stopListening();
  process.exitCode = exitCode;
  if (error !== undefined) throw error;
}

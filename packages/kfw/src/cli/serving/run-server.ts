/** `kfw server`: boots the app and runs its consumers until a signal or an error stops them. */

import { toError } from '@kfw/core';
import type { Server } from '@kfw/core/internal';
import type { BootedApp } from '../../app/booted-app.js';
import { loadApp } from '../../boot/load-app.js';
import { type HealthAddress, healthAddressForm, parseHealthAddress } from '../../health/health-address.js';
import type { HealthServer } from '../../health/serve-health.js';
import { findAppRoot } from '../app-root.js';
import { parseDurationMs } from '../duration-option.js';
import { cliError } from '../errors.js';
import { onUncaught } from '../exit/uncaught.js';
import { parseSelection, type SelectionOptions } from './selection-options.js';
import { serveSignals } from './signals.js';

export interface RunServerOptions extends SelectionOptions {
  /** Name of the one consumer to run. */
  readonly consumer?: string | undefined;
  readonly startupTimeout?: string | undefined;
  /** `HOST:PORT` or a port; overrides the configuration. */
  readonly health?: string | undefined;
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** Resolves when the server has stopped, with `process.exitCode` set. Throws the error that stopped it. */
export async function runServer(options: RunServerOptions): Promise<void> {
  const startupTimeoutMs = parseDurationMs('--startup-timeout', options.startupTimeout);
  const healthAddress = parseHealth(options.health);
  const lost = Promise.withResolvers<Error>();
  const app = await loadApp({
    root: findAppRoot(),
    command: 'server',
    ...(startupTimeoutMs !== undefined && { startupTimeoutMs }),
    ...(options.consumer !== undefined && { consumer: options.consumer }),
    selection: parseSelection(options),
    ...(options.json && { json: true }),
    ...(options.verbose && { verbose: true }),
    onEmbedded: { lost: lost.resolve },
  });
  const server = app.createServer();
  void lost.promise.then((error) => server.fail(error));
  serveSignals(server, app.monitor);
  const stopListening = onUncaught((error) => server.fail(error));
  const health = await startHealth(app, server, healthAddress ?? app.config.health);
  void server.start();
  const { exitCode, error } = await server.ended;
  // After a stop that was forced, the app may not be closed yet.
  await app.closings.run();
  await health?.close();
  stopListening();
  process.exitCode = exitCode;
  if (error === undefined) return;
  // It is on standard error in any case; the app's own log would otherwise not show it.
  if (app.hasOwnLogger) app.logger.error({ event: 'app.failed', error }, `stopped by an error: ${error.message}`);
  throw error;
}

function parseHealth(given: string | undefined): HealthAddress | undefined {
  if (given === undefined) return undefined;
  const address = parseHealthAddress(given);
  if (address !== undefined) return address;
  throw cliError('KFW_OPTION_INVALID', { option: '--health', expected: healthAddressForm, given });
}

/** Called before anything connects, so that probes get a response meanwhile. */
async function startHealth(
  app: BootedApp,
  server: Server,
  address: HealthAddress | undefined,
): Promise<HealthServer | undefined> {
  if (address === undefined) return undefined;
  try {
    const { serveHealth } = await import('../../health/serve-health.js');
    return await serveHealth({ server, endpoints: app.endpoints }, address, app.monitor);
  } catch (thrown) {
    const error = toError(thrown);
    await app.close({ reason: error.message, error });
    throw thrown;
  }
}

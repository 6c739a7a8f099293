/**
 * The connection with which a program that kfw does not run reads a topic: from the configuration of the surrounding
 * app, for one reading.
 */

import { silentLogger } from '@kfw/core';
import type { ReaderContext } from '@kfw/core/internal';
import { monitor } from '../app/process-monitor.js';
import { readPackageName } from '../boot/package-manifest.js';
import { findConfigRoot } from '../config/find-config-root.js';
import { loadConfig } from '../config/load-config.js';
import { connectBrokers } from '../connection/connect-brokers.js';
import { createCodecs, createTransport } from '../connection/create-transport.js';
import { withEmbedded } from '../embedded/with-embedded.js';
import { readingLimits } from './reading-limits.js';

/**
 * Retries connecting to the brokers until `startupTimeoutMs`. Throws the errors of `loadConfig`, `withEmbedded` and
 * `connect`.
 */
export async function openStandaloneReaderContext(signal: AbortSignal): Promise<ReaderContext> {
  const root = findConfigRoot();
  const loaded = loadConfig({ root, env: process.env, defaultClientId: readPackageName(root) });
  const { config, embedded } = await withEmbedded({ root, config: loaded, logger: silentLogger });
  const transport = createTransport(config, monitor);
  const close = async () => {
    await transport.disconnect();
    embedded?.release();
  };
  try {
    await connectBrokers({ config, monitor, transport }, signal);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { transport, codecs: createCodecs(config, []), limits: readingLimits(config), close };
}

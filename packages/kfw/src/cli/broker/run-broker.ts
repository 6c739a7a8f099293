/**
 * `kfw broker`: runs the embedded broker and registry until a signal, or, for one that a command started in the
 * background, until its last client has disconnected.
 */
import path from 'node:path';
import { inspect } from 'node:util';
import { isKfwError } from '@kfw/core';
import { type EmbeddedFolder, embeddedFolder, embeddedFolderOf } from '../../embedded/folder/embedded-folder.js';
import { serveEmbedded } from '../../embedded/services/serve-embedded.js';
import { startServices } from '../../embedded/services/start-services.js';
import { print, printError } from '../../terminal/print.js';
import { findAppRoot } from '../app-root.js';
import { parseDurationMs } from '../duration-option.js';
import { cliError } from '../errors.js';
import { createOutput } from '../output.js';
import { eventLine, logLine, removedLine, startText } from './broker-lines.js';
import { listenForStop } from './stop-signals.js';

export interface RunBrokerOptions {
  readonly port?: string;
  readonly registryPort?: string;
  readonly data?: string;
  readonly memory?: boolean;
  readonly reset?: boolean;
  readonly endsAfter?: string;
  readonly json?: boolean;
  /** A line per topic created and group formed. */
  readonly verbose?: boolean;
}

/** Resolves when it has stopped in order. Throws the errors of broker and registry if they cannot start. */
export async function runBroker(options: RunBrokerOptions): Promise<void> {
  const { json, memory, verbose, reset = false } = options;
  const endsAfterMs = parseDurationMs('--ends-after', options.endsAfter);
  const { port, registryPort } = parsePorts(options);
  const folder = memory ? undefined : folderOf(options.data);
  const interrupted = listenForStop();
  const output = createOutput({ json });
  const log = endsAfterMs === undefined ? undefined : logLine;
  const served = await serveEmbedded(startServices, {
    folder,
    port,
    registryPort,
    reset,
    endsAfterMs,
    onRemoved: (files) => printError(`${removedLine(files, folder?.root ?? '')}\n`),
    onFailure: (what, error) => {
      if (log) log('broker.failed', { what, error: inspect(error) });
      else printError(`kfw: ${what}: ${inspect(error)}\n`);
    },
    ...(verbose && { onEvent: (event) => output.line(eventLine(event), event) }),
  }).catch((thrown: unknown) => {
    // The command that started this one in the background finds the other.
    if (endsAfterMs !== undefined && isKfwError(thrown, 'KFW_EMBEDDED_RUNNING')) return undefined;
    throw thrown;
  });
  if (served === undefined) return;
  interrupted.started();
  const { brokers, registry } = served;
  if (log) log('broker.started', { brokers, registry });
  else if (json) print(`${JSON.stringify({ brokers, registry })}\n`);
  else print(startText({ brokers, registry, data: folder?.root }));
  const reason = await Promise.race([interrupted.signal, served.idle.then(() => `no client for ${endsAfterMs} ms`)]);
  if (log) log('broker.stopping', { reason });
  else if (!json) print('\nStopping…\n');
  await served.stop();
  log?.('broker.stopped', {});
}

/** The app's folder, where `kfw server` looks for it; outside an app, a folder here. */
function folderOf(data: string | undefined): EmbeddedFolder {
  if (data !== undefined) return embeddedFolder(path.resolve(data));
  const { KFW_ENV, NODE_ENV } = process.env;
  return embeddedFolderOf(appRootOrHere(), KFW_ENV || NODE_ENV || 'development');
}

function appRootOrHere(): string {
  try {
    return findAppRoot();
  } catch (thrown) {
    if (isKfwError(thrown, 'KFW_NO_APP')) return process.cwd();
    throw thrown;
  }
}

interface Ports {
  readonly port: number | undefined;
  readonly registryPort: number | undefined;
}

function parsePorts(options: RunBrokerOptions): Ports {
  const port = parsePort('--port', options.port);
  const registryPort = parsePort('--registry-port', options.registryPort);
  if (port === undefined || port === 0 || port !== registryPort) return { port, registryPort };
  const expected = 'another port than --port';
  throw cliError('KFW_OPTION_INVALID', { option: '--registry-port', expected, given: String(registryPort) });
}

function parsePort(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (port <= 65_535) return port;
  throw cliError('KFW_OPTION_INVALID', { option, expected: 'a port, from 1 to 65535, or 0 for a free one', given });
}

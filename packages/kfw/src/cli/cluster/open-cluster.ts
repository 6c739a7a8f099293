/**
 * Opens the cluster of a command: that of the app in the current folder, or that of `--brokers`. With both, the app's
 * routes and schemas are used on the cluster that is named.
 */
import { isKfwError, silentLogger } from '@kfw/core';
import { monitor as processMonitor } from '../../app/process-monitor.js';
import { loadApp } from '../../boot/load-app.js';
import { readPackageName } from '../../boot/package-manifest.js';
import { namesBrokers } from '../../config/environment/environment-variables.js';
import { findConfigRoot } from '../../config/find-config-root.js';
import type { KfwConfig } from '../../config/kfw-config.js';
import { loadConfig } from '../../config/load-config.js';
import { connectBrokers } from '../../connection/connect-brokers.js';
import { createCodecs } from '../../connection/create-transport.js';
import { withEmbedded } from '../../embedded/with-embedded.js';
import { findAppRoot } from '../app-root.js';
import { reportEmbedded } from '../console/report-embedded.js';
import { parseDurationMs } from '../duration-option.js';
import { cliError } from '../errors.js';
import { reportRetries } from '../report-retries.js';
import { reportWarnings } from '../report-warnings.js';
import { type ClusterSource, clusterOf, type OpenedCluster, sourceOf } from './cluster-of.js';
import type { ClusterOptions } from './cluster-options.js';

/** Throws the errors of `loadApp` or `loadConfig`, of connecting, and `KFW_NO_CLUSTER`. */
export async function openCluster(options: ClusterOptions, signal: AbortSignal): Promise<OpenedCluster> {
  const givenBy = nameCluster(options);
  const startupTimeoutMs = parseDurationMs('--startup-timeout', options.startupTimeout);
  const source = await openSource({ startupTimeoutMs, verbose: options.verbose, givenBy });
  const { config, monitor } = source;
  const cluster = clusterOf(source);
  const close = async (): Promise<void> => {
    await cluster.close();
    await source.close();
  };
  try {
    reportRetries(monitor, options);
    reportWarnings(monitor, options);
    await connectBrokers({ config, monitor, transport: cluster.transport }, signal);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { ...cluster, close };
}

type GivenBy = Readonly<Record<string, string>>;

/** The configuration takes them over the file, also for the app's own code. Returns what errors call the variables. */
function nameCluster({ brokers, registry }: ClusterOptions): GivenBy {
  if (brokers !== undefined) process.env.KFW_BROKERS = brokers;
  if (registry !== undefined) process.env.KFW_REGISTRY_URL = registry;
  return {
    ...(brokers !== undefined && { KFW_BROKERS: '--brokers' }),
    ...(registry !== undefined && { KFW_REGISTRY_URL: '--registry' }),
  };
}

interface Source extends ClusterSource {
  close(): Promise<void>;
}

interface SourceOptions {
  readonly startupTimeoutMs: number | undefined;
  readonly verbose: boolean | undefined;
  readonly givenBy: GivenBy;
}

async function openSource({ startupTimeoutMs, verbose, givenBy }: SourceOptions): Promise<Source> {
  const root = appRoot();
  const timeout = startupTimeoutMs === undefined ? {} : { startupTimeoutMs };
  if (root === undefined) return openWithoutApp(timeout, givenBy);
  const app = await loadApp({
    root,
    command: 'operating',
    logTo: 'none',
    givenBy,
    onEmbedded: reportEmbedded(root, { joins: false }),
    ...timeout,
    ...(verbose && { verbose }),
  });
  return { ...sourceOf(app), close: () => app.close() };
}

async function openWithoutApp(timeout: { readonly startupTimeoutMs?: number }, givenBy: GivenBy): Promise<Source> {
  const root = findConfigRoot();
  const loaded = { ...configAt(root, givenBy), ...timeout };
  const { config, embedded } = await withEmbedded({ root, config: loaded, logger: silentLogger });
  return {
    app: undefined,
    config,
    monitor: processMonitor,
    codecs: createCodecs(config, []),
    declared: undefined,
    close: async () => embedded?.release(),
  };
}

function configAt(root: string, givenBy: GivenBy): KfwConfig {
  try {
    return loadConfig({ root, env: process.env, defaultClientId: readPackageName(root) ?? 'kfw', givenBy });
  } catch (thrown) {
    if (isKfwError(thrown, 'KFW_CONFIG_MISSING') && !namesBrokers(process.env)) {
      throw cliError('KFW_NO_CLUSTER', { folder: process.cwd() });
    }
    throw thrown;
  }
}

function appRoot(): string | undefined {
  try {
    return findAppRoot();
  } catch (thrown) {
    if (isKfwError(thrown, 'KFW_NO_APP')) return undefined;
    throw thrown;
  }
}

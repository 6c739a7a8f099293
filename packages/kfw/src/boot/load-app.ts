/**
 * Boots an app from its folder: reads the configuration, imports the boot file and the classes in `app/`, and creates
 * the app. Every mistake is reported here, before anything connects.
 */
import path from 'node:path';
import { generateSchemaTypes } from '@kfw/avro';
import { type Listener, type ListenerContext, type Logger, silentLogger, toError } from '@kfw/core';
import {
  checkNotGenerator,
  drawConsumer,
  findResponderRuntime,
  type PlanSelection,
  useReaderContext,
} from '@kfw/core/internal';
import type { AppCommand } from '../app/app-command.js';
import type { BootedApp } from '../app/booted-app.js';
import { createApp } from '../app/create-app.js';
import { type AppDefinition, hasRoutes, isAppDefinition } from '../app/define-app.js';
import { monitor } from '../app/process-monitor.js';
import { configuredEnvironments } from '../config/file/config-file.js';
import type { LogConfig } from '../config/kfw-config.js';
import { loadConfig } from '../config/load-config.js';
import { pushRuntime } from '../connection/runtime-stack.js';
import type { EmbeddedListener } from '../embedded/embedded-supervisor.js';
import { withEmbedded } from '../embedded/with-embedded.js';
import { kfwError } from '../errors.js';
import { AppEndpoints } from '../health/app-endpoints.js';
import { ListenerClosings } from '../listeners/listener-closings.js';
import { logListener } from '../listeners/log-listener.js';
import { processTitleListener } from '../listeners/process-title-listener.js';
import { appLogger, ownLogger } from '../logging/app-logger.js';
import { createLogger, defaultLogFormat } from '../logging/create-logger.js';
import { findConsumer, loadAppClasses } from './app-classes.js';
import { findAppFiles, importFile, isTypeScript, loadTypeScript } from './app-files.js';
import { describeExports } from './describe-exports.js';
import { defaultExport } from './module-exports.js';
import { readPackageName } from './package-manifest.js';

export interface LoadOptions {
  /** The app's folder. Default: the working directory. */
  readonly root?: string;
  /** The purpose of loading it, which its hooks receive. Default `script`. */
  readonly command?: AppCommand;
  /** Overrides `KFW_ENV`. */
  readonly environment?: string;
  /** Overrides the configuration. */
  readonly startupTimeoutMs?: number;
  /** What errors call a variable that the command line has set: `{ KFW_BROKERS: '--brokers' }`. */
  readonly givenBy?: Readonly<Record<string, string>>;
  /** JSON lines, on a terminal as well. */
  readonly json?: boolean;
  /** Where kfw's own log goes. Default: standard output. With `none` nothing is logged and no listener runs. */
  readonly logTo?: 'stdout' | 'stderr' | 'none';
  readonly verbose?: boolean;
  /** Name of the one consumer to run, by its `@SubscribesTo` instead of the routes. */
  readonly consumer?: string;
  /** The part of the routes to consume. Default: all. */
  readonly selection?: PlanSelection;
  /**
   * Whether an embedded broker is joined, and started if necessary. Default true; false for commands that do not
   * connect.
   */
  readonly joinEmbedded?: boolean;
  /** Whether outdated types of `app/schemas` are written. Default true; with false they cause `KFW_TYPES_STALE`. */
  readonly writeTypes?: boolean;
  /** Receives, instead of the log, the state of the app's embedded broker. */
  readonly onEmbedded?: Partial<EmbeddedListener>;
}

/** Throws a `KfwError` for every mistake in the app, and the errors of the app's own files. */
export async function loadApp(options: LoadOptions = {}): Promise<BootedApp> {
  const { root = process.cwd(), environment, startupTimeoutMs, command = 'script' } = options;
  const defaultClientId = readPackageName(root);
  const loaded = loadConfig({ root, env: process.env, environment, defaultClientId, givenBy: options.givenBy });
  const given = startupTimeoutMs === undefined ? loaded : { ...loaded, startupTimeoutMs };

  const { bootFile, codeRoot } = findAppFiles(root, given.environment);
  if (isTypeScript(bootFile)) {
    await updateTypes(root, options.writeTypes);
    await loadTypeScript(root, bootFile);
  }
  const defined = await importDefinition(bootFile, options);
  const classes = await loadAppClasses(codeRoot);
  const definition =
    options.consumer === undefined
      ? defined
      : {
          ...defined,
          routes: drawConsumer(findConsumer(classes.exported, options.consumer), defined.routes?.defaults),
        };

  const logger = loggerFor(options, given.log, definition.logger);
  const { config, embedded } = await withEmbedded({
    root,
    config: given,
    logger,
    join: options.joinEmbedded,
    listener: options.onEmbedded,
  });
  const endpoints = new AppEndpoints();
  const closings = new ListenerClosings(monitor);
  if (options.logTo !== 'none') {
    for (const listen of definition.listeners ?? [logListener({ verbose: options.verbose }), processTitleListener()])
      attach(listen, { monitor, logger, endpoints, onClose: closings.add, log: config.log });
  }
  const app = await createApp({
    config,
    definition,
    classes,
    ...(options.selection && { selection: options.selection }),
    monitor,
    logger,
    endpoints,
    closings,
    command,
    root,
    bootFile: path.relative(root, bootFile),
    environments: configuredEnvironments(root, config.environment),
    ...(embedded && { onClose: () => embedded.release() }),
  });
  await replaceProducer(app);
  useReaderContext(app.openReaderContext);
  return app;
}

async function updateTypes(root: string, write = true): Promise<void> {
  const generated = await generateSchemaTypes(path.join(root, 'app', 'schemas'), { check: !write });
  const stale = generated.filter(({ state }) => state === 'stale').map(({ file }) => path.relative(root, file));
  if (stale.length > 0) throw kfwError('KFW_TYPES_STALE', { files: stale });
}

/** Messages that an earlier producer has accepted are delivered by that producer first. */
async function replaceProducer({ responders }: BootedApp): Promise<void> {
  const before = findResponderRuntime();
  if (before?.withoutApp) await before.producer.flush();
  pushRuntime(responders);
}

async function importDefinition(bootFile: string, { consumer }: LoadOptions): Promise<AppDefinition> {
  const namespace = await importFile(bootFile);
  const file = path.basename(bootFile);
  // CommonJS, which cannot await at its top level, may export a promise.
  const definition = await defaultExport(namespace, isAppDefinition);
  if (!isAppDefinition(definition)) {
    throw kfwError('KFW_BOOT_FILE_INVALID', { file, found: describeExports(namespace, definition) });
  }
  const needsRoutes = consumer === undefined || definition.routes !== undefined;
  if (needsRoutes && !hasRoutes(definition)) {
    throw kfwError('KFW_ROUTES_MISSING', { file, given: definition.routes !== undefined });
  }
  return definition;
}

/** An async listener may fail later, which is reported as for any listener. */
function attach(listen: Listener, context: ListenerContext): void {
  const { monitor } = context;
  const returned: unknown = listen(context);
  checkNotGenerator(returned, () => `the listener ${listen.name || 'without a name'}`);
  Promise.resolve(returned).catch((thrown: unknown) => {
    monitor.publish('listener.failed', { listened: 'the boot', error: toError(thrown) });
  });
}

function loggerFor(
  { json, verbose, logTo = 'stdout' }: LoadOptions,
  log: LogConfig,
  own: AppDefinition['logger'],
): Logger {
  const adopted = own === undefined ? undefined : ownLogger(log, own);
  if (logTo === 'none') return silentLogger;
  if (adopted !== undefined) return adopted;
  const isAuto = json || log.format === 'auto';
  const format = isAuto ? defaultLogFormat({ json, terminal: process[logTo].isTTY === true }) : log.format;
  const target = logTo === 'stderr' && { destination: process.stderr, colors: process.stderr.isTTY === true };
  return appLogger({ ...log, level: verbose ? 'debug' : log.level }, (level) =>
    createLogger({ format, level, ...target }),
  );
}

/**
 * Boots an app: read the configuration, load the boot file and the app's classes, compile the plan, and build what it
 * stands on. Every mistake is reported here, before anything connects. This is the composition root.
 */
import path from 'node:path';
import { generateSchemaTypes } from '@kfw/avro';
import { compilePlan, type Logger, Producer, ResponderRuntime, silentLogger, useResponderRuntime } from '@kfw/core';
import { loadConfig } from '../config/load-config.js';
import { kfwError } from '../errors.js';
import { createLogger, defaultLogFormat } from '../listeners/create-logger.js';
import type { LogLevel } from '../listeners/log-level.js';
import { logListener } from '../listeners/log-listener.js';
import { processTitleListener } from '../listeners/process-title-listener.js';
import { App } from './app.js';
import { loadAppClasses } from './app-classes.js';
import { findAppFiles, importFile, prepareLoading } from './app-files.js';
import { createCodecs, createTransport } from './backing.js';
import { type AppDefinition, isAppDefinition } from './define-app.js';
import { describeApp } from './describe-app.js';
import { monitor } from './monitor.js';
import { readPackageName } from './package-manifest.js';

export interface LoadOptions {
  readonly root: string;
  /** Over `KFW_ENV`. */
  readonly environment?: string;
  /** Over the configuration's. */
  readonly connectTimeoutMs?: number;
  /** JSON lines, whatever the output is. */
  readonly json?: boolean;
  /** Where the log goes; standard output by default. With `none`, no listener runs either. */
  readonly logTo?: 'stdout' | 'stderr' | 'none';
  readonly verbose?: boolean;
}

/** Throws a `KfwError` for every mistake of the app's, and whatever the app's own files throw. */
export async function loadApp(options: LoadOptions): Promise<App> {
  const { root } = options;
  const config = loadConfig({
    root,
    env: process.env,
    defaultClientId: readPackageName(root),
    ...(options.environment !== undefined && { environment: options.environment }),
  });
  const files = findAppFiles(root, config.environment);
  if (files.bootFile.endsWith('.ts')) await generateSchemaTypes(path.join(root, 'app', 'schemas'));
  await prepareLoading(files, root);
  const definition = await importDefinition(files.bootFile);
  const classes = await loadAppClasses(files.codeRoot);

  const logger = createAppLogger(options, config.log.level);
  if (options.logTo !== 'none') listen(definition, logger);
  await definition.setup?.({ monitor, environment: config.environment });

  const codecs = createCodecs(config, definition.codecs ?? []);
  const plan = compilePlan({
    routes: definition.routes,
    clientId: config.clientId,
    codecs,
    responders: classes.responders,
    ...(definition.middleware && { middleware: definition.middleware }),
    ...(definition.groupMapper && { groupMapper: definition.groupMapper }),
  });
  const transport = createTransport(config, monitor);
  const { requestTimeoutMs, ...sinkOptions } = config.producer;
  const sink = transport.sink({ ...sinkOptions, requestTimeoutMs, createTopics: config.createTopics });
  const producer = new Producer(sink, monitor, { deliveryTimeoutMs: requestTimeoutMs, retryMs: 100 });
  const responders = new ResponderRuntime(producer, monitor, codecs);
  useResponderRuntime(responders);

  const description = describeApp({ root, config, plan, transport: transport.name, bootFile: files.bootFile });
  const app = new App({
    root,
    config: options.connectTimeoutMs === undefined ? config : { ...config, connectTimeoutMs: options.connectTimeoutMs },
    plan,
    codecs,
    transport,
    sink,
    producer,
    responders,
    monitor,
    logger,
    classes: classes.exported,
    description,
  });
  monitor.publish('app.initialized', description);
  await definition.initialized?.(description);
  return app;
}

async function importDefinition(bootFile: string): Promise<AppDefinition> {
  const { default: definition } = await importFile(bootFile);
  if (!isAppDefinition(definition)) throw kfwError('KFW_BOOT_FILE_INVALID', { file: path.basename(bootFile) });
  return definition;
}

function createAppLogger({ json, verbose, logTo = 'stdout' }: LoadOptions, configuredLevel: LogLevel): Logger {
  if (logTo === 'none') return silentLogger;
  return createLogger({
    format: defaultLogFormat({ json: json ?? false, terminal: process[logTo].isTTY === true }),
    level: verbose ? 'debug' : configuredLevel,
    ...(logTo === 'stderr' && { destination: process.stderr, colors: process.stderr.isTTY === true }),
  });
}

function listen(definition: AppDefinition, logger: Logger): void {
  for (const listener of definition.listeners ?? [logListener(), processTitleListener()]) listener({ monitor, logger });
}

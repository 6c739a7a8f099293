/**
 * `kfw schemas register`: registers the schemas that the app writes with, or with `--check` asks whether the registry
 * would accept them. It connects to the registry and to no broker, so that a deploy can run it first.
 */
import type { AvroWriter } from '@kfw/avro';
import { connect } from '@kfw/core/internal';
import type { BootedApp } from '../../app/booted-app.js';
import { monitor } from '../../app/process-monitor.js';
import type { LoadOptions } from '../../boot/load-app.js';
import { findAppRoot } from '../app-root.js';
import { parseDurationMs } from '../duration-option.js';
import { createOutput, type Output } from '../output.js';
import { reportRetries } from '../report-retries.js';
import { withLoadedApp } from '../with-loaded-app.js';
import { checkSchemas } from './check-schemas.js';
import { levelsOf, warnOfNoLevel } from './subject-levels.js';
import { warnOfRenames } from './warn-of-renames.js';
import { writtenSchemas } from './written-schemas.js';

export interface RegisterRequest {
  /** Registers nothing; throws `KFW_SCHEMAS_INCOMPATIBLE` for schemas that the registry would reject. */
  readonly check?: boolean | undefined;
  /** With `check`: also throws `KFW_SCHEMAS_MISSING` for unregistered schemas. */
  readonly strict?: boolean | undefined;
  readonly startupTimeout?: string | undefined;
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

export async function registerSchemas(request: RegisterRequest): Promise<void> {
  const { check, startupTimeout, json, verbose } = request;
  const output = createOutput({ json });
  const startupTimeoutMs = parseDurationMs('--startup-timeout', startupTimeout);
  const options: LoadOptions = {
    root: findAppRoot(),
    command: 'schemas',
    logTo: 'none',
    // Otherwise `kfw generate types --check` would pass after a check that wrote the types.
    writeTypes: !check,
    ...(startupTimeoutMs !== undefined && { startupTimeoutMs }),
    ...(verbose && { verbose }),
  };
  // The codec publishes them while the app is loaded.
  monitor.subscribe('schema.warned', (warning) => {
    output.warn(`${warning.schema} at ${warning.path}: ${warning.message}`, { event: 'schema.warned', ...warning });
  });
  await withLoadedApp(options, (app) => registerOrCheck(app, request, output));
}

async function registerOrCheck(
  app: BootedApp,
  { check, strict = false }: RegisterRequest,
  output: Output,
): Promise<void> {
  const writers = writtenSchemas(app);
  if (writers.length === 0) {
    output.line('no responder writes with an Avro schema', { event: 'schemas.none' });
    return;
  }
  reportRetries(app.monitor);
  await reachRegistry(app, writers);
  const levels = await levelsOf(writers);
  warnOfNoLevel(levels, output);
  await (check ? checkSchemas(writers, { output, strict, levels }) : registerAll(writers, output));
}

/** All writers of an app ask one registry. */
async function reachRegistry({ config, monitor }: BootedApp, [writer]: readonly AvroWriter[]): Promise<void> {
  await connect({
    target: 'registry',
    addresses: config.registry === undefined ? [] : [config.registry.url],
    setting: config.registrySetting ?? 'registry.url',
    timeoutMs: config.startupTimeoutMs,
    monitor,
    attempt: async () => writer?.registry.connect(),
  });
}

async function registerAll(writers: readonly AvroWriter[], output: Output): Promise<void> {
  for (const writer of writers) await warnOfRenames(writer, output);
  for (const { version, registry } of writers) {
    const { subject, name: schema } = version;
    const id = await registry.register(version);
    output.line(`registered ${subject} as id ${id} (${schema})`, { event: 'schema.registered', subject, id, schema });
  }
}

/**
 * `kfw schemas register --check`: reports the effect of registering without registering anything. A schema is
 * registered already, compatible with the versions of its subject, incompatible, or the first of its subject.
 */
import type { AvroWriter, LatestSchema, SchemaVersion } from '@kfw/avro';
import { isKfwError } from '@kfw/core';
import { type CompatibilityLevel, checkLevel, SchemaError } from '@kfw/schema-compat';
import { cliError } from '../errors.js';
import type { Output } from '../output.js';
import type { SubjectLevels } from './subject-levels.js';
import { warnOfRenames } from './warn-of-renames.js';

export interface CheckOptions {
  readonly output: Output;
  /** Whether an unregistered schema also fails the check. */
  readonly strict: boolean;
  readonly levels: SubjectLevels;
}

type State =
  | { readonly state: 'registered'; readonly id: number }
  | { readonly state: 'new' }
  /** `warnings` come from kfw's own rules, if the registry checks nothing. */
  | { readonly state: 'compatible'; readonly warnings?: readonly string[] }
  | { readonly state: 'incompatible'; readonly reasons: readonly string[] };

/** Throws `KFW_SCHEMAS_INCOMPATIBLE`; with `strict`, `KFW_SCHEMAS_MISSING`. */
export async function checkSchemas(
  writers: readonly AvroWriter[],
  { output, strict, levels }: CheckOptions,
): Promise<void> {
  const incompatible = new Set<string>();
  const missing = new Set<string>();
  for (const writer of writers) {
    const { subject, name: schema } = writer.version;
    const level = levels.get(subject);
    const found = await stateOf(writer, level);
    output.line(lineOf(found, `${subject} (${schema})`), {
      event: 'schema.checked',
      subject,
      schema,
      ...found,
      ...(level !== undefined && { level }),
    });
    if (found.state === 'registered') continue;
    (found.state === 'incompatible' ? incompatible : missing).add(subject);
    await warnOfRenames(writer, output);
  }
  if (incompatible.size > 0) throw cliError('KFW_SCHEMAS_INCOMPATIBLE', { subjects: [...incompatible] });
  if (missing.size > 0 && strict) throw cliError('KFW_SCHEMAS_MISSING', { subjects: [...missing] });
  output.line(missing.size > 0 ? 'every unregistered schema can be registered' : 'every schema is registered');
}

async function stateOf({ version, registry }: AvroWriter, level: CompatibilityLevel | undefined): Promise<State> {
  const id = await unlessMissing(registry.lookUp(version));
  if (id !== undefined) return { state: 'registered', id };
  // Some registries report a schema as compatible with a subject that has no version.
  const last = await unlessMissing(registry.latest(version));
  if (last === undefined) return { state: 'new' };
  const judged = await unlessMissing(registry.checkCompatibility(version));
  if (judged === undefined) return { state: 'new' };
  if (judged.isCompatible) {
    const warnings = level === 'NONE' ? ownReasons(version, last) : [];
    return { state: 'compatible', ...(warnings.length > 0 && { warnings }) };
  }
  return { state: 'incompatible', reasons: judged.reasons.length > 0 ? judged.reasons : ownReasons(version, last) };
}

/**
 * The incompatibilities by the rules of Avro, in both directions, for a registry that gives no reasons or checks
 * nothing.
 */
function ownReasons({ definition }: SchemaVersion, { schema }: LatestSchema): string[] {
  if (schema.state !== 'found') return [];
  try {
    return checkLevel('FULL', JSON.stringify(definition), [schema.schema]).map(
      ({ rule, path, message, direction }) =>
        `${direction === 'backward' ? 'the new schema cannot read the last one' : 'the last schema cannot read the new one'}: ${rule} at ${path}: ${message}`,
    );
  } catch (thrown) {
    if (thrown instanceof SchemaError) return [`kfw cannot compare it with the last version: ${thrown.message}`];
    throw thrown;
  }
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (isKfwError(thrown, 'KFW_SCHEMA_NOT_REGISTERED')) return undefined;
    throw thrown;
  }
}

function lineOf(found: State, what: string): string {
  if (found.state === 'registered') return `registered ${what}, as id ${found.id}`;
  const details =
    found.state === 'incompatible'
      ? found.reasons
      : found.state === 'compatible'
        ? (found.warnings ?? []).map((warning) => `warning: ${warning}`)
        : [];
  return [`${found.state} ${what}`, ...details.map((detail) => `  ${detail}`)].join('\n');
}

/**
 * Applies AlterConfigs and IncrementalAlterConfigs to a topic's settings, with the checks of Apache Kafka's controller.
 */
import { errorCodes } from '../protocol/error-codes.js';
import { Refusal } from '../protocol/refusal.js';
import { repeatedIn } from '../protocol/repeated-in.js';
import { elementsOf } from './config-value.js';
import { type ConfigOverrides, checkOverrides, topicConfig } from './topic-configs.js';

export interface ConfigChange {
  readonly name: string;
  /** As on the wire: 0 sets, 1 deletes, 2 appends to a list, 3 subtracts from a list. */
  readonly operation: number;
  readonly value: string | null;
}

const operations = { set: 0, delete: 1, append: 2, subtract: 3 } as const;

/** The settings after all changes; throws a `Refusal` for the first invalid one, and then nothing changes. */
export function changedOverrides(
  before: ConfigOverrides,
  changes: readonly ConfigChange[],
  inForce: (name: string) => string,
): ConfigOverrides {
  refuseRepeated(changes);
  refuseNull(changes.filter(({ operation }) => operation !== operations.delete));
  const after = new Map(before);
  for (const { name, operation, value } of changes) {
    if (operation === operations.delete) after.delete(name);
    else after.set(name, changed(name, operation, value ?? '', inForce));
  }
  checkOverrides(after);
  return after;
}

/** Replaces all settings: those that are not named return to their defaults. */
export function replacedOverrides(
  configs: readonly { readonly name: string; readonly value: string | null }[],
): ConfigOverrides {
  refuseRepeated(configs);
  refuseNull(configs);
  const after = new Map(configs.map(({ name, value }) => [name, value ?? '']));
  checkOverrides(after);
  return after;
}

function changed(name: string, operation: number, value: string, inForce: (name: string) => string): string {
  if (operation === operations.set) return value;
  if (operation !== operations.append && operation !== operations.subtract) {
    throw new Refusal(errorCodes.INVALID_REQUEST, `There is no operation ${operation} on a setting.`);
  }
  const verb = operation === operations.append ? 'APPEND' : 'SUBTRACT';
  const definition = topicConfig(name);
  if (definition?.type !== 'LIST') {
    const reason = `Can't ${verb} to key ${name} because its type is not LIST.`;
    throw new Refusal(errorCodes.INVALID_CONFIG, reason);
  }
  const now = elementsOf(inForce(name));
  const named = value.split(',');
  const rest = now.filter((element) => !named.includes(element));
  const added = operation === operations.append ? [...now, ...named.filter((element) => !now.includes(element))] : rest;
  return added.join(',');
}

function refuseRepeated(configs: readonly { readonly name: string }[]): void {
  if (repeatedIn(configs.map(({ name }) => name)).size === 0) return;
  throw new Refusal(errorCodes.INVALID_REQUEST, 'Error due to duplicate config keys');
}

function refuseNull(configs: readonly { readonly name: string; readonly value: string | null }[]): void {
  const nulls = configs.filter(({ value }) => value === null).map(({ name }) => name);
  if (nulls.length === 0) return;
  throw new Refusal(errorCodes.INVALID_REQUEST, `Null value not supported for : ${nulls.join(',')}`);
}

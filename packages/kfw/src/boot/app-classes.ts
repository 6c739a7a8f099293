/**
 * Loads the consumers, responders and schemas in `app/`, so that responders are found by name and the console offers
 * all of them.
 */
import path from 'node:path';
import { suggestName } from '@kfw/core';
import { type ConsumerClass, consumerBrand, hasBrand, type ResponderClass, responderBrand } from '@kfw/core/internal';
import { kfwError } from '../errors.js';
import { importFile, modulesBelow } from './app-files.js';
import { defaultExport, namedExports } from './module-exports.js';

export interface AppClasses {
  /** Everything that the modules in `app/` export, by name. */
  readonly exported: Readonly<Record<string, unknown>>;
  readonly responders: ReadonlyMap<string, ResponderClass>;
}

export async function loadAppClasses(codeRoot: string): Promise<AppClasses> {
  const exported: Record<string, unknown> = Object.create(null);
  for (const file of modulesBelow(path.join(codeRoot, 'app'))) {
    const namespace = await importFile(file);
    Object.assign(exported, namedExports(namespace));
    const alone = defaultExport(namespace, isHandler);
    if (isHandler(alone) && !(alone.name in exported)) exported[alone.name] = alone;
  }
  const responders = new Map<string, ResponderClass>();
  for (const [name, value] of Object.entries(exported)) {
    if (isResponder(value)) responders.set(name, value);
  }
  return { exported, responders };
}

/** A consumer or responder. A default export has the name of its class, as in `module.exports = UsersConsumer`. */
function isHandler(value: unknown): value is NamedClass {
  return hasBrand(value, consumerBrand) || hasBrand(value, responderBrand);
}

interface NamedClass {
  readonly name: string;
}

/** An `ApplicationResponder` does not count: it neither responds nor declares topics. */
export function isResponder(value: unknown): value is ResponderClass {
  return hasBrand(value, responderBrand) && typeof (value as ResponderClass).prototype.respond === 'function';
}

/**
 * The consumer of this name among the exports of `app/`, for a process that runs it alone. Throws
 * `KFW_CONSUMER_NOT_FOUND`, with the nearest name.
 */
export function findConsumer(exported: Readonly<Record<string, unknown>>, name: string): ConsumerClass {
  const consumers = Object.entries(exported).filter(([, value]) => isConsumer(value));
  const found = consumers.find(([known]) => known === name)?.[1];
  if (found !== undefined) return found as ConsumerClass;
  const known = consumers.map(([each]) => each);
  throw kfwError('KFW_CONSUMER_NOT_FOUND', { name, meant: suggestName(name, known), known });
}

/** An `ApplicationConsumer` does not count: it has no handler. */
function isConsumer(value: unknown): boolean {
  if (!hasBrand(value, consumerBrand)) return false;
  const { prototype } = value as ConsumerClass;
  return typeof prototype.process === 'function' || typeof prototype.consume === 'function';
}

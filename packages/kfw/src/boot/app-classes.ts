/**
 * Loads the consumers, responders and schemas in `app/`, so that responders are found by name and the console offers
 * all of them.
 */
import path from 'node:path';
import { consumerBrand, hasBrand, type ResponderClass, responderBrand } from '@kfw/core';
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

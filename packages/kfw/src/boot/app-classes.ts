/**
 * Loads what an app keeps in `app/`: consumers and responders, so that one finds the other by name, and with the
 * schemas, so that the console has them all at hand.
 */
import path from 'node:path';
import { hasBrand, type ResponderClass, responderBrand } from '@kfw/core';
import { importFile, modulesBelow } from './app-files.js';

export interface AppClasses {
  /** Everything exported below `app/`, by name. */
  readonly exported: Readonly<Record<string, unknown>>;
  readonly responders: ReadonlyMap<string, ResponderClass>;
}

export async function loadAppClasses(codeRoot: string): Promise<AppClasses> {
  const exported: Record<string, unknown> = Object.create(null);
  for (const file of modulesBelow(path.join(codeRoot, 'app'))) {
    for (const [name, value] of Object.entries(await importFile(file))) {
      if (name !== 'default') exported[name] = value;
    }
  }
  const responders = new Map<string, ResponderClass>();
  for (const [name, value] of Object.entries(exported)) {
    if (isResponder(value)) responders.set(name, value);
  }
  return { exported, responders };
}

/** An `ApplicationResponder` is no responder of its own: it neither responds nor declares topics. */
export function isResponder(value: unknown): value is ResponderClass {
  return hasBrand(value, responderBrand) && typeof (value as ResponderClass).prototype.respond === 'function';
}

/**
 * Where this kfw is installed: its templates, and the checkout that it is part of, if any. A package keeps its
 * templates inside itself; a checkout has one copy at its root.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliError } from './errors.js';

const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The checkout's root when kfw runs from one, `undefined` when it is installed. */
export function findCheckout(): string | undefined {
  const root = path.resolve(packageRoot, '../..');
  const isCheckout = ['core', 'kfw'].every((name) => existsSync(path.join(root, 'packages', name, 'package.json')));
  return isCheckout ? root : undefined;
}

/** A set of templates; all but `generate` go over `app`. */
export type TemplateSet = 'app' | 'embedded' | 'vendored' | 'metrics' | 'opentelemetry' | 'generate';

/** Throws `KFW_TEMPLATES_MISSING`. */
export function templatesFolder(set: TemplateSet): string {
  const folder = path.join(findCheckout() ?? packageRoot, 'templates', set);
  if (!existsSync(folder)) throw cliError('KFW_TEMPLATES_MISSING', { looked: folder });
  return folder;
}

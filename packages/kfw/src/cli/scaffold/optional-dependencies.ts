/** The dependencies of an app's optional packages, in its package.json. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { kfwVersion } from '../../boot/package-manifest.js';
import type { Manifest } from './app-manifest.js';
import type { OptionalPackage } from './optional-packages.js';

/** As versions: from a checkout, those of kfw become files of `vendor/` later. */
export async function addDependencies(app: string, packages: readonly OptionalPackage[]): Promise<void> {
  if (packages.length === 0) return;
  const file = path.join(app, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const added = packages.flatMap(({ name, dependencies = {} }) => [
    [`@kfw/${name}`, `^${kfwVersion()}`] as const,
    ...Object.entries(dependencies),
  ]);
  const dependencies = Object.fromEntries([...Object.entries(manifest.dependencies), ...added].sort(byName));
  await writeFile(file, `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`);
}

const byName = ([one]: readonly [string, string], [other]: readonly [string, string]): number => (one < other ? -1 : 1);

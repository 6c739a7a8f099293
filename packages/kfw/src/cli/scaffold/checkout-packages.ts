/** The packages of a checkout that an app needs, since no registry has them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface CheckoutPackage {
  readonly name: string;
  /** The name of its folder below `packages/`. */
  readonly folder: string;
  /** The name of its tarball from `npm pack`. */
  readonly tarball: string;
}

/** kfw first, then its dependencies, then the package for tests. */
const folders = [
  'kfw',
  'avro',
  'broker',
  'core',
  'operating',
  'registry',
  'schema-compat',
  'transport-kafkajs',
  'testing',
];

export function checkoutPackages(checkout: string): Promise<CheckoutPackage[]> {
  return Promise.all(
    folders.map(async (folder) => {
      const manifest: unknown = JSON.parse(
        await readFile(path.join(checkout, 'packages', folder, 'package.json'), 'utf8'),
      );
      const { name, version } = manifest as { name: string; version: string };
      return { name, folder, tarball: `${name.replace('@', '').replace('/', '-')}-${version}.tgz` };
    }),
  );
}

/** The packages that an app needs of a checkout, since no registry has them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface CheckoutPackage {
  readonly name: string;
  /** The name of its folder below `packages/`. */
  readonly folder: string;
  /** What `npm pack` calls its tarball. */
  readonly tarball: string;
}

/** kfw first, then what it depends on, then what tests import. */
const folders = ['kfw', 'avro', 'broker', 'core', 'registry', 'schema-compat', 'transport-kafkajs', 'testing'];

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

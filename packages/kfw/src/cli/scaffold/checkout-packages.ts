/** The packages of a checkout that an app needs, since no registry has them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface CheckoutPackage {
  readonly name: string;
  /** The name of its folder below `packages/`. */
  readonly folder: string;
  /** The name of its tarball from `npm pack`. */
  readonly tarball: string;
  /** What of its folder is packed: what `files` of its manifest names, and what npm adds to it. */
  readonly packed: readonly string[];
}

/** kfw, the package for tests, and `optional` ones, which are named by their folders; then all packages of kfw that they need. */
export async function checkoutPackages(checkout: string, optional: readonly string[]): Promise<CheckoutPackage[]> {
  const folders = new Set(['kfw', 'testing', ...optional]);
  const packages: CheckoutPackage[] = [];
  // The set grows meanwhile.
  for (const folder of folders) {
    const { name, version, files, dependencies = {} } = await manifestOf(checkout, folder);
    const tarball = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
    const packed = ['package.json', 'README.md', ...files.filter((file) => !file.startsWith('!'))];
    packages.push({ name, folder, tarball, packed });
    for (const needed of Object.keys(dependencies)) {
      const [, neededFolder] = /^@kfw\/(.+)$/.exec(needed) ?? [];
      if (neededFolder !== undefined) folders.add(neededFolder);
    }
  }
  return packages;
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly files: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

async function manifestOf(checkout: string, folder: string): Promise<PackageManifest> {
  const manifest: unknown = JSON.parse(await readFile(path.join(checkout, 'packages', folder, 'package.json'), 'utf8'));
  return manifest as PackageManifest;
}

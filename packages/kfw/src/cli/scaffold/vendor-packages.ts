/** Puts the packages of a checkout into a new app, which then no longer needs the checkout. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Manifest, nodePackage, vendor, vendorManifest } from './app-manifest.js';
import { checkoutPackages } from './checkout-packages.js';
import { lacksNode } from './machine-node.js';
import { withPackedCheckout } from './pack-checkout.js';

export interface VendorOptions {
  /** Of the optional packages: `metrics`. */
  readonly names: readonly string[];
  readonly signal: AbortSignal;
}

/** Also rewrites the app's package.json. Throws `KFW_PACK_FAILED`, or the signal's abort reason. */
export async function vendorPackages(app: string, checkout: string, { names, signal }: VendorOptions): Promise<void> {
  const packages = await checkoutPackages(checkout, names);
  const target = path.join(app, vendor);
  await mkdir(target, { recursive: true });
  await withPackedCheckout(checkout, packages, signal, (folder) =>
    Promise.all(packages.map(({ tarball }) => copyFile(path.join(folder, tarball), path.join(target, tarball)))),
  );
  const withNode = lacksNode();
  if (withNode) {
    const folder = path.join(target, nodePackage.folder);
    await mkdir(folder, { recursive: true });
    await writeJson(path.join(folder, 'package.json'), nodePackage.manifest);
  }
  const file = path.join(app, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  await writeJson(file, vendorManifest(manifest, packages, withNode));
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

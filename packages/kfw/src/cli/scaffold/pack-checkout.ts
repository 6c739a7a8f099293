/**
 * Packs the packages of a checkout as `npm publish` would, so that an app made there depends on nothing outside its
 * own folder. They are packed once for each state of the checkout: a folder in its cache is named after a hash of its
 * contents.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CheckoutPackage } from './checkout-packages.js';
import { npmPack } from './npm.js';

/** Maps are of use only in a checkout. */
const notPacked = /\.map$|\.tsbuildinfo$/;
const unusedAfterMs = 24 * 60 * 60 * 1000;

/** Calls `use` with a folder that holds the tarballs. Throws `KFW_PACK_FAILED`, or the signal's abort reason. */
export async function withPackedCheckout<T>(
  checkout: string,
  packages: readonly CheckoutPackage[],
  signal: AbortSignal,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const cache = path.join(checkout, 'node_modules/.cache/kfw-packages');
  const folder = path.join(cache, await stateOf(checkout, packages));
  if (await isThere(folder)) return use(folder);
  const work = await workFolder(cache);
  try {
    await stage(checkout, packages, work);
    await npmPack(
      work,
      packages.map((one) => one.folder),
      signal,
    );
    for (const { folder: copied } of packages) await rm(path.join(work, copied), { recursive: true });
    // Another `kfw new` may have been faster: its tarballs are identical.
    const packedFolder = await rename(work, folder).then(
      () => folder,
      () => work,
    );
    await removeUnused(cache, folder);
    return await use(packedFolder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A hash over all contents of the tarballs. */
async function stateOf(checkout: string, packages: readonly CheckoutPackage[]): Promise<string> {
  const hash = createHash('sha256');
  const roots = [
    ...packages.flatMap(({ folder, packed }) => packed.map((part) => `packages/${folder}/${part}`)),
    'templates',
  ];
  for (const root of roots) {
    for (const file of await filesBelow(path.join(checkout, root))) {
      hash.update(`${path.relative(checkout, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** The files in a folder, in order; the file itself when it is one, nothing when nothing is there. */
async function filesBelow(location: string): Promise<string[]> {
  const found = await stat(location).catch(() => undefined);
  if (found === undefined) return [];
  if (!found.isDirectory()) return [location];
  const entries = await readdir(location, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !notPacked.test(entry.name));
  return files.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
}

/** In the cache, so that it can become part of it; elsewhere if the checkout is not writable. */
async function workFolder(cache: string): Promise<string> {
  try {
    await mkdir(cache, { recursive: true });
    return await mkdtemp(path.join(cache, 'work-'));
  } catch {
    return mkdtemp(path.join(tmpdir(), 'kfw-packages-'));
  }
}

/** Copies the files to pack: the templates go into the package, and the checkout itself is not changed. */
async function stage(checkout: string, packages: readonly CheckoutPackage[], work: string): Promise<void> {
  for (const { folder, packed } of packages) {
    for (const part of packed) {
      const from = path.join(checkout, 'packages', folder, part);
      const filter = (file: string): boolean => !notPacked.test(file);
      if (await isThere(from)) await cp(from, path.join(work, folder, part), { recursive: true, filter });
    }
  }
  await cp(path.join(checkout, 'templates'), path.join(work, 'kfw/templates'), { recursive: true });
}

async function removeUnused(cache: string, used: string): Promise<void> {
  const siblings = await readdir(cache).catch(() => []);
  for (const sibling of siblings.map((name) => path.join(cache, name))) {
    const age = Date.now() - ((await stat(sibling).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (sibling !== used && age > unusedAfterMs) await rm(sibling, { recursive: true, force: true });
  }
}

function isThere(location: string): Promise<boolean> {
  return stat(location).then(
    () => true,
    () => false,
  );
}

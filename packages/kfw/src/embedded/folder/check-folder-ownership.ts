/**
 * Checks that a folder belongs to kfw. kfw marks a folder that it creates or finds empty; one with other files is
 * rejected before anything is written, and data is removed only where kfw wrote every file. Folders older than the
 * mark are recognized by their files.
 */
import { lstat, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { kfwError } from '../../errors.js';
import { systemCode } from '../../system-code.js';
import { createFile, readLock } from '../lock/lock-file.js';
import type { EmbeddedFolder } from './embedded-folder.js';
import { isHarmless, isKnownData, isKnownName } from './known-files.js';
import { makeFolder, unusableFor } from './make-folder.js';

const mark = `The data of kfw's embedded broker and schema registry, for development and tests.
\`kfw broker --reset\` with this folder deletes it.
`;

/** Creates the folder if necessary. Throws `KFW_EMBEDDED_DATA_UNUSABLE`, or `KFW_EMBEDDED_FOLDER_FOREIGN`. */
export async function prepareFolder(folder: EmbeddedFolder): Promise<void> {
  await makeFolder(folder.root);
  try {
    const names = await readdir(folder.root);
    if (names.includes(path.basename(folder.markFile))) return;
    const foreign = await findForeignFiles(folder, names);
    if (foreign.length > 0) throw kfwError('KFW_EMBEDDED_FOLDER_FOREIGN', { folder: folder.root, foreign });
    await createFile(folder.markFile, mark);
  } catch (thrown) {
    throw systemCode(thrown)?.startsWith('KFW_') ? thrown : unusableFor(thrown, folder.root);
  }
}

/**
 * Removes the data of broker and registry, and nothing else. Returns the number of files. Throws
 * `KFW_EMBEDDED_FOLDER_FOREIGN`, having removed nothing, when one of them is not kfw's.
 */
export async function removeData({ root, brokerData, registryData }: EmbeddedFolder): Promise<number> {
  const found = [...(await listBelow(root, brokerData)), ...(await listBelow(root, registryData))];
  const foreign = found.filter(({ file, isFolder }) => !isFolder && !isKnownData(file)).map(({ file }) => file);
  if (foreign.length > 0) throw kfwError('KFW_EMBEDDED_FOLDER_FOREIGN', { folder: root, foreign });
  // Deepest first, so that each folder is empty before it is removed.
  for (const { file, isFolder } of found.reverse()) {
    if (isFolder) await rmdir(path.join(root, file));
    else await rm(path.join(root, file), { force: true });
  }
  return found.filter(({ isFolder }) => !isFolder).length;
}

/** The files that show that a folder without the mark is not kfw's. */
async function findForeignFiles(folder: EmbeddedFolder, names: readonly string[]): Promise<string[]> {
  const data = [
    ...(await listBelow(folder.root, folder.brokerData)),
    ...(await listBelow(folder.root, folder.registryData)),
  ];
  const files = data.filter(({ isFolder }) => !isFolder).map(({ file }) => file);
  const notData = files.filter((file) => !isKnownData(file));
  const others = names.filter((name) => !isKnownName(name) && !isHarmless(name));
  if (await wasUsedByKfw(folder)) return notData;
  // Without the ports or the lock, even a file with a name of kfw's may not be kfw's.
  return [...notData, ...others, ...(files.length > 0 ? files : [])].filter(unique);
}

/** An earlier version left a lock, or the ports in a form that no other program writes. */
async function wasUsedByKfw({ portsFile, lockFile }: EmbeddedFolder): Promise<boolean> {
  if (typeof (await readLock(lockFile)) === 'object') return true;
  const text = await readFile(portsFile, 'utf8').catch(() => '');
  return /^\{"port":\d+,"registryPort":\d+\}$/.test(text.trim());
}

interface FoundEntry {
  /** Its path in the root, with slashes. */
  readonly file: string;
  readonly isFolder: boolean;
}

/** The contents, the folder itself first; links are not followed. */
async function listBelow(root: string, location: string): Promise<FoundEntry[]> {
  const file = path.relative(root, location).split(path.sep).join('/');
  const found = await lstat(location).catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [{ file, isFolder: false }];
  const inside = await Promise.all((await readdir(location)).map((name) => listBelow(root, path.join(location, name))));
  return [{ file, isFolder: true }, ...inside.flat()];
}

const unique = <T>(item: T, index: number, all: readonly T[]): boolean => all.indexOf(item) === index;

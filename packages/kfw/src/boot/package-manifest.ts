/** The names and versions in package.json files. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The name in a folder's package.json without its scope; the folder's own name when there is none. */
export function readPackageName(folder: string): string {
  const name = read(path.join(folder, 'package.json')).name;
  return (typeof name === 'string' ? name.replace(/^@[^/]*\//, '') : '') || path.basename(folder);
}

/** The version of this kfw. */
export function kfwVersion(): string {
  return String(read(fileURLToPath(new URL('../../package.json', import.meta.url))).version);
}

interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
}

function read(file: string): Manifest {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
}

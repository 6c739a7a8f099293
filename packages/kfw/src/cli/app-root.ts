/** Finds the app that a command is run in: the nearest folder upward that holds a boot file. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cliError } from './errors.js';

const bootFiles = ['kfw.ts', 'kfw.js', path.join('dist', 'kfw.js')];

/** The app's root, absolute. Throws `KFW_NO_APP`. */
export function findAppRoot(from: string = process.cwd()): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (bootFiles.some((file) => existsSync(path.join(folder, file)))) return folder;
    if (folder === path.dirname(folder)) throw cliError('KFW_NO_APP', { folder: path.resolve(from) });
  }
}

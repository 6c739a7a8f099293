/** Finds the app that a command runs in: the nearest folder upward that holds a boot file. */
import path from 'node:path';
import { bootFilesIn } from '../boot/boot-files.js';
import { cliError } from './errors.js';

/** The app's root as an absolute path. Throws `KFW_NO_APP`. */
export function findAppRoot(from: string = process.cwd()): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const { source, built } = bootFilesIn(folder);
    if (source !== undefined || built !== undefined) return folder;
    if (folder === path.dirname(folder)) throw cliError('KFW_NO_APP', { folder: path.resolve(from) });
  }
}

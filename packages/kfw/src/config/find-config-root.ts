/** Finds the configuration of a program that kfw does not run: that of the nearest folder upward that has one. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { configFile } from './file/config-file.js';

/** The folder that holds `config/kafka.yml`; without one the package around `from`, which names the client. */
export function findConfigRoot(from: string = process.cwd()): string {
  return nearestWith(configFile, from) ?? nearestWith('package.json', from) ?? path.resolve(from);
}

function nearestWith(file: string, from: string): string | undefined {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, file))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/**
 * Locates an app's code: TypeScript sources in development, `dist` in production. Sources run without a build step
 * through the app's own tsx, which is loaded only for them; production runs without it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { kfwError } from '../errors.js';
import { bootFilesIn } from './boot-files.js';
import { importMistake } from './import-mistake.js';

export interface AppFiles {
  readonly bootFile: string;
  /** The folder that `app/` and `config/` are in: the root, or its `dist`. */
  readonly codeRoot: string;
}

/** Production prefers the build; everything else prefers the sources. Throws `KFW_BOOT_FILE_MISSING`. */
export function findAppFiles(root: string, environment: string): AppFiles {
  const { source, built } = bootFilesIn(root);
  const bootFile = environment === 'production' ? (built ?? source) : (source ?? built);
  if (bootFile === undefined) throw kfwError('KFW_BOOT_FILE_MISSING', { root });
  return { bootFile, codeRoot: path.dirname(bootFile) };
}

export function isTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file);
}

/** Makes `import` load TypeScript, with the decorators that the app's tsconfig selects. Throws `KFW_TSX_MISSING`. */
export async function loadTypeScript(root: string, bootFile: string): Promise<void> {
  const { register } = (await import(pathToFileURL(findTsx(root, bootFile)).href)) as typeof import('tsx/esm/api');
  const tsconfig = path.join(root, 'tsconfig.json');
  register(existsSync(tsconfig) ? { tsconfig } : {});
}

function findTsx(root: string, bootFile: string): string {
  try {
    return createRequire(path.join(root, 'package.json')).resolve('tsx/esm/api');
  } catch (cause) {
    throw kfwError('KFW_TSX_MISSING', { file: path.basename(bootFile) }, { cause });
  }
}

/** Throws the errors of the file's code, and a `KfwError` when the file or one that it imports cannot be loaded. */
export async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (thrown) {
    throw importMistake(thrown, file) ?? thrown;
  }
}

/** The modules in one folder of the app and below, such as `app/consumers`, sorted by path. */
export function modulesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]s$/.test(name) && !/\.d\.[cm]?ts$/.test(name) && !/\.test\.[cm]?[jt]s$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

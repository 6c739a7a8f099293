/**
 * Where an app's code is: its TypeScript sources in development, `dist` in production. Sources run without a build step
 * through tsx, which is loaded only for them.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { kfwError } from '../errors.js';
import { importMistake } from './import-mistake.js';

export interface AppFiles {
  readonly bootFile: string;
  /** The folder that `app/` and `config/` are in: the root, or its `dist`. */
  readonly codeRoot: string;
}

/** Production prefers the build; everything else prefers the sources. Throws `KFW_BOOT_FILE_MISSING`. */
export function findAppFiles(root: string, environment: string): AppFiles {
  const built = path.join(root, 'dist', 'kfw.js');
  const sources = [path.join(root, 'kfw.ts'), path.join(root, 'kfw.js')];
  const candidates = environment === 'production' ? [built, ...sources] : [...sources, built];
  const bootFile = candidates.find((candidate) => existsSync(candidate));
  if (bootFile === undefined) throw kfwError('KFW_BOOT_FILE_MISSING', { root });
  return { bootFile, codeRoot: path.dirname(bootFile) };
}

/** Lets `import` load TypeScript, with the decorators that the app's tsconfig asks for. */
export async function loadTypeScript(root: string): Promise<void> {
  const { register } = await import('tsx/esm/api');
  const tsconfig = path.join(root, 'tsconfig.json');
  register(existsSync(tsconfig) ? { tsconfig } : {});
}

/** Throws what the file's code throws, and a `KfwError` when the file or one that it imports cannot be loaded. */
export async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (thrown) {
    throw importMistake(thrown, file) ?? thrown;
  }
}

/** The modules below one folder of the app, such as `app/consumers`, in order of their paths. */
export function modulesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]s$/.test(name) && !/\.d\.[cm]?ts$/.test(name) && !/\.test\.[cm]?[jt]s$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

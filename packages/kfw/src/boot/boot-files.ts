/** The possible names of a boot file: ES modules and CommonJS, in TypeScript and JavaScript. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const compiled = ['kfw.js', 'kfw.mjs', 'kfw.cjs'];
const sources = ['kfw.ts', 'kfw.mts', 'kfw.cts', ...compiled];

/** The boot files of a folder: the source, and the compiled one in its `dist`. */
export function bootFilesIn(folder: string): { readonly source?: string; readonly built?: string } {
  const find = (names: readonly string[], within: string): string | undefined =>
    names.map((name) => path.join(within, name)).find((file) => existsSync(file));
  const source = find(sources, folder);
  const built = find(compiled, path.join(folder, 'dist'));
  return { ...(source !== undefined && { source }), ...(built !== undefined && { built }) };
}

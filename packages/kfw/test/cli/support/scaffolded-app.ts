/** The folder of a scaffolded app that finds its packages in this checkout; each test breaks a copy of it. */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll } from '@jest/globals';
import { kfw, type Run, temporaryFolder } from './kfw.js';

export interface ScaffoldedApp {
  /** Puts these files over the app's, by their paths; a function gets what the file held, `undefined` removes it. */
  broken(files: Readonly<Record<string, string | undefined | ((text: string) => string)>>): BrokenApp;
}

export interface BrokenApp {
  readonly root: string;
  /** Runs `kfw` in it. */
  kfw(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
}

const packages = path.resolve(__dirname, '../../../../../node_modules');

/** The first `kfw new` of a build packs the checkout. */
export const packMs = 60_000;

/** Scaffolds the app before the tests of a file. */
export function scaffoldedApp(): ScaffoldedApp {
  const folder = temporaryFolder();
  const original = path.join(folder, 'original/shop');
  let copies = 0;
  beforeAll(async () => {
    const run = await kfw(['new', original, '--skip-install', '--broker', 'localhost:9092'], { cwd: folder });
    if (run.code !== 0) throw new Error(`kfw new ended with ${run.code}: ${run.stderr}`);
  }, packMs);
  return {
    broken(files) {
      copies += 1;
      const root = path.join(folder, String(copies), 'shop');
      cpSync(original, root, { recursive: true });
      symlinkSync(packages, path.join(root, 'node_modules'), 'dir');
      for (const [name, change] of Object.entries(files)) {
        const file = path.join(root, name);
        mkdirSync(path.dirname(file), { recursive: true });
        if (change === undefined) rmSync(file);
        else writeFileSync(file, typeof change === 'string' ? change : change(readFileSync(file, 'utf8')));
      }
      return { root, kfw: (args, env = {}) => kfw(args, { cwd: root, env: { KFW_ENV: '', NODE_ENV: '', ...env } }) };
    },
  };
}

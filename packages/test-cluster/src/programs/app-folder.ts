/**
 * The folder of an app that a scenario runs `kfw` in: a scaffolded one, with the scenario's own files over it, that
 * finds its packages in this checkout.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { World } from '../world/world.js';
import { checkout } from './checkout.js';
import { runProgram } from './run-program.js';
import { type Spawned, type SpawnOptions, spawnProgram } from './spawned.js';

export interface AppFolder {
  /** Its path. */
  readonly root: string;
  /** Also its client id. */
  readonly name: string;
  /** Runs `kfw` in it, in development. */
  kfw(args: readonly string[], options?: Omit<SpawnOptions, 'cwd'>): Spawned;
  /** Writes files, by their paths in the folder. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
}

export interface AppFolderOptions {
  /** Over those of the scaffold. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default: those of the world's cluster. */
  readonly broker?: string;
  readonly registry?: string;
}

/** A folder outside the checkout, removed when the scenario ends. */
export async function temporaryFolder(world: World): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kfw-scenario-'));
  // A process that ends may still write its last line.
  world.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export async function makeAppFolder(world: World, options: AppFolderOptions = {}): Promise<AppFolder> {
  const { files = {}, broker = world.cluster.brokers, registry = world.cluster.registry } = options;
  const name = world.name('shop');
  const root = path.join(await temporaryFolder(world), name);
  const scaffold = ['new', root, '--skip-install', '--broker', broker, '--registry', registry];
  const { code, output } = await runProgram(process.execPath, [path.join(checkout, 'bin/kfw'), ...scaffold]);
  if (code !== 0) throw new Error(`kfw new ended with ${code}: ${output}`);
  await symlink(path.join(checkout, 'node_modules'), path.join(root, 'node_modules'), 'dir');

  const bin = path.join(root, 'node_modules/kfw/bin/kfw.js');
  const folder: AppFolder = {
    root,
    name,
    kfw: (args, given = {}) => spawnProgram(world, process.execPath, [bin, ...args], { cwd: root, ...given }),
    async write(written) {
      for (const [file, text] of Object.entries(written)) {
        await mkdir(path.dirname(path.join(root, file)), { recursive: true });
        await writeFile(path.join(root, file), text);
      }
    },
  };
  await folder.write(files);
  return folder;
}

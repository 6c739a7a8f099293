/** Runs a command of `kfw` to its end, in a folder outside of any app: the cluster is named on the command line. */
import path from 'node:path';
import { type AppFolder, checkout, type Spawned, spawnProgram, temporaryFolder, type World } from '@kfw/test-cluster';

export interface KfwResult {
  readonly code: number | NodeJS.Signals | null;
  readonly lines: readonly string[];
  readonly errorLines: readonly string[];
  /** The lines of standard output, all of them JSON. */
  json<T>(): T[];
}

export interface KfwFolder {
  readonly path: string;
  kfw(...args: readonly string[]): Promise<KfwResult>;
}

/** A folder without an app, where the cluster of the world is given as `--brokers` and `--registry`. */
export async function folderWithoutApp(world: World): Promise<KfwFolder> {
  const folder = await temporaryFolder(world);
  const { brokers, registry } = world.cluster;
  const cluster = ['--brokers', brokers, '--registry', registry];
  const bin = path.join(checkout, 'bin/kfw');
  const kfw = (...args: readonly string[]) =>
    resultOf(spawnProgram(world, process.execPath, [bin, ...args, ...cluster], { cwd: folder }));
  return { path: folder, kfw };
}

/** The same in an app, whose configuration has the cluster. */
export function inApp(app: AppFolder): KfwFolder {
  return { path: app.root, kfw: (...args) => resultOf(app.kfw(args)) };
}

async function resultOf(spawned: Spawned): Promise<KfwResult> {
  const code = await spawned.ended;
  const { items: lines } = spawned.lines;
  return {
    code,
    lines,
    errorLines: spawned.errorLines.items,
    json: <T>() => lines.map((line) => JSON.parse(line) as T),
  };
}

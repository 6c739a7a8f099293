/** Runs commands of `kfw` to their end, on the scenario's cluster. */
import { type AppFolder, type Spawned, temporaryFolder, type World } from '@kfw/test-cluster';
import { type StartKfwOptions, startKfw } from './start-kfw.js';

export interface KfwResult {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  /** Those of standard output. */
  readonly lines: readonly string[];
  readonly errorLines: readonly string[];
  /** Standard error. */
  readonly errors: string;
  /** The lines of standard output, all of them JSON. */
  json<T = Readonly<Record<string, unknown>>>(): T[];
}

/** With the cluster named on the command line. */
export async function runKfw(world: World, args: readonly string[], options?: StartKfwOptions): Promise<KfwResult> {
  const program = await startKfw(world, args, options);
  return world.waitFor(`kfw ${args.join(' ')}`, resultOf(program));
}

export interface KfwFolder {
  readonly path: string;
  kfw(...args: readonly string[]): Promise<KfwResult>;
}

/** A folder without an app, where the cluster is named on the command line. */
export async function folderWithoutApp(world: World): Promise<KfwFolder> {
  const folder = await temporaryFolder(world);
  return { path: folder, kfw: (...args) => runKfw(world, args, { folder }) };
}

/** The same in an app, whose configuration has the cluster. */
export function inApp(app: AppFolder): KfwFolder {
  return { path: app.root, kfw: (...args) => resultOf(app.kfw(args)) };
}

async function resultOf(spawned: Spawned): Promise<KfwResult> {
  const code = await spawned.ended;
  const { items: lines } = spawned.lines;
  const { items: errorLines } = spawned.errorLines;
  const json = <T>() => lines.map((line) => JSON.parse(line) as T);
  return { code, lines, errorLines, errors: errorLines.join('\n'), json };
}

/** Runs a command of `kfw` on the scenario's cluster, to its end, in a folder without an app. */
import path from 'node:path';
import { checkout, spawnProgram, temporaryFolder, type World } from '@kfw/test-cluster';

export interface KfwOutput {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  /** Standard output. */
  readonly lines: readonly string[];
  /** The JSON objects of standard output. */
  readonly json: readonly Readonly<Record<string, unknown>>[];
  /** Standard error. */
  readonly errors: string;
}

export interface RunKfwOptions {
  /** Default: one of its own, empty. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function runKfw(
  world: World,
  args: readonly string[],
  { folder, env = {} }: RunKfwOptions = {},
): Promise<KfwOutput> {
  const cwd = folder ?? (await temporaryFolder(world));
  const named = [path.join(checkout, 'bin/kfw'), ...args, '--brokers', world.cluster.brokers];
  const program = spawnProgram(world, process.execPath, named, { cwd, env });
  const code = await world.waitFor(`kfw ${args.join(' ')}`, program.ended);
  const { lines, log, errorLines } = program;
  return { code, lines: lines.items, json: log.items, errors: errorLines.items.join('\n') };
}

/** Starts a command of `kfw` on the scenario's cluster, which it names on the command line. */
import path from 'node:path';
import { checkout, type Spawned, spawnProgram, temporaryFolder, type World } from '@kfw/test-cluster';

export interface StartKfwOptions {
  /** Default: one of its own, empty. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startKfw(
  world: World,
  args: readonly string[],
  { folder, env = {} }: StartKfwOptions = {},
): Promise<Spawned> {
  const cwd = folder ?? (await temporaryFolder(world));
  const { brokers, registry } = world.cluster;
  const bin = path.join(checkout, 'bin/kfw');
  return spawnProgram(world, process.execPath, [bin, ...args, '--brokers', brokers, '--registry', registry], {
    cwd,
    env,
  });
}

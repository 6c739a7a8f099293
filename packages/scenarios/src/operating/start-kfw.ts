/** Starts a command of `kfw` on the scenario's cluster, in an empty folder: for one that is interrupted or killed. */
import path from 'node:path';
import { checkout, type Spawned, spawnProgram, temporaryFolder, type World } from '@kfw/test-cluster';

export async function startKfw(world: World, args: readonly string[]): Promise<Spawned> {
  const cwd = await temporaryFolder(world);
  const named = [path.join(checkout, 'bin/kfw'), ...args, '--brokers', world.cluster.brokers];
  return spawnProgram(world, process.execPath, named, { cwd });
}

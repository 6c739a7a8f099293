/** A shell in which a person tries the examples: `kfw` is this checkout's, and the home folder is empty. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout, type Spawned, spawnProgram, temporaryFolder, type World } from '@kfw/test-cluster';

export interface Shell {
  readonly home: string;
  /** Runs a command line of bash in a folder. */
  run(line: string, cwd: string, more?: Readonly<Record<string, string>>): Spawned;
}

export async function openShell(world: World, env: Readonly<Record<string, string>>): Promise<Shell> {
  const home = await temporaryFolder(world);
  const bin = path.join(home, 'bin');
  await mkdir(bin);
  const kfw = path.join(bin, 'kfw');
  await writeFile(kfw, `#!/bin/sh\nexec "${process.execPath}" "${path.join(checkout, 'bin/kfw')}" "$@"\n`);
  await chmod(kfw, 0o755);
  const PATH = [bin, path.dirname(process.execPath), process.env.PATH].join(path.delimiter);
  return {
    home,
    run: (line, cwd, more) =>
      spawnProgram(world, 'bash', ['-c', line], { cwd, env: { ...env, ...more, HOME: home, PATH } }),
  };
}

/** The user that images are built and run as: `nobody` for root, which may change users; else the current user. */

import { spawnProgram, type World } from '@kfw/test-cluster';

const nobody = 65_534;

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** The user that runs this; root, as in an image, where possible. */
export const oneself: User = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

export const unprivileged: User = oneself.uid === 0 ? { uid: nobody, gid: nobody } : oneself;

const withinMs = 240_000;

export interface RunAs {
  readonly cwd: string;
  /** Where npm keeps its cache. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a shell command to its end. Throws its output when it fails. */
export async function runAs(world: World, command: string, { cwd, home, env }: RunAs): Promise<readonly string[]> {
  const own = { HOME: home, npm_config_cache: `${home}/npm`, npm_config_prefer_offline: 'true', ...env };
  const program = spawnProgram(world, 'sh', ['-c', command], { cwd, env: own, user: unprivileged });
  const code = await world.waitFor(`\`${command}\` to end`, program.ended, withinMs);
  const lines = [...program.lines.items, ...program.errorLines.items];
  if (code !== 0) throw new Error(`\`${command}\` ended with ${code}:\n${lines.join('\n')}`);
  return lines;
}

/** The lines of `kfw lag --json`. */
import type { World } from '@kfw/test-cluster';
import { runKfw } from '../processes/run-kfw.js';

export interface LagRow {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly committed: number | null;
  readonly end: number | null;
  readonly lag: number | null;
  readonly lagSeconds: number | null;
}

/** Of one group. Throws when the command fails. */
export async function lagRows(world: World, group: string): Promise<LagRow[]> {
  const { code, json, errors } = await runKfw(world, ['lag', group, '--json']);
  if (code !== 0) throw new Error(`kfw lag ended with ${code}: ${errors}`);
  return json<LagRow>();
}

/** The age in whole hours, as the tests date their messages. */
export function hoursOf({ lagSeconds }: LagRow): number | null {
  return lagSeconds === null ? null : Math.floor(lagSeconds / 3_600);
}

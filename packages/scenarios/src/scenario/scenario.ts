/**
 * Declares a scenario, one behaviour per file: its numbers in the list of behaviours, the sentence that the file is
 * named after, and the play. The same file runs once on every kind of cluster; on one that is missing it is reported as
 * skipped.
 */
import { afterEach, describe, it } from '@jest/globals';
import { type Cluster, clusters, isMissing, titleOf, World } from '@kfw/test-cluster';

export interface ScenarioOptions {
  /** When a minute, the run's default, is not enough. */
  readonly timeoutMs?: number;
  /** The kind of cluster that is enough, for what takes long and has nothing to do with the brokers. */
  readonly only?: Cluster['kind'];
}

export function scenario(
  behaviours: readonly number[],
  sentence: string,
  play: (world: World) => Promise<void>,
  options: ScenarioOptions = {},
): void {
  const title = titleOf(behaviours, sentence);
  const on = clusters().filter(({ kind }) => options.only === undefined || kind === options.only);
  if (on.length === 0) {
    it.skip(title, () => undefined);
    return;
  }
  describe.each(on)('$kind', (cluster) => {
    if (isMissing(cluster)) {
      it.skip(title, () => undefined);
      return;
    }
    const world = new World(cluster);
    afterEach(() => world.end());
    it(title, () => play(world), options.timeoutMs);
  });
}

/**
 * Declares a scenario, one behaviour per file: its numbers in the list of behaviours, the sentence that the file is
 * named after, and the play. The same file runs once on every kind of cluster; on one that is missing it is reported as
 * skipped.
 */
import { afterEach, describe, it } from '@jest/globals';
import { clusters, isMissing, titleOf, World } from '@kfw/test-cluster';

export interface ScenarioOptions {
  /** When a minute, the run's default, is not enough. */
  readonly timeoutMs?: number;
}

export function scenario(
  behaviours: readonly number[],
  sentence: string,
  play: (world: World) => Promise<void>,
  options: ScenarioOptions = {},
): void {
  const title = titleOf(behaviours, sentence);
  describe.each(clusters())('$kind', (cluster) => {
    if (isMissing(cluster)) {
      it.skip(title, () => undefined);
      return;
    }
    const world = new World(cluster);
    afterEach(() => world.end());
    it(title, () => play(world), options.timeoutMs);
  });
}

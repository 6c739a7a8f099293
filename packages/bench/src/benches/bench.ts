/** What a benchmark is: a name on the command line that yields rows. */

import type { BenchCluster } from '../cluster/bench-cluster.js';
import type { Row } from '../figures/row.js';

export interface BenchOptions {
  readonly workplace: BenchCluster;
  /** Records that `consume` and `memory` read. */
  readonly messages: number;
  /** How often each participant is measured. */
  readonly runs: number;
  /** Hears of each run as it ends. */
  readonly print: (line: string) => void;
}

export interface Bench {
  /** One line for `--help`. */
  readonly summary: string;
  run(options: BenchOptions): Promise<Row[]>;
}

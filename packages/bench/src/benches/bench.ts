/** The contract of a benchmark: a name on the command line that yields rows. */

import type { BenchCluster } from '../cluster/bench-cluster.js';
import type { Row } from '../figures/row.js';

export interface BenchOptions {
  readonly cluster: BenchCluster;
  /** Records that `consume` and `memory` read. */
  readonly messages: number;
  /** The number of runs of each participant. */
  readonly runs: number;
  /** Whether kfw is measured beside itself instead of its peers: with metrics and with tracing, for `consume` and `produce`. */
  readonly observed: boolean;
  /** Receives a line for each finished run. */
  readonly print: (line: string) => void;
}

export interface Bench {
  /** One line for `--help`. */
  readonly summary: string;
  run(options: BenchOptions): Promise<Row[]>;
}

/** The options of the commands below `kfw topics`. */
import type { ClusterOptions } from '../cluster/cluster-options.js';

export interface PlanOptions extends ClusterOptions {
  readonly detailedExitcode?: boolean;
}

/** Of a command that asks. */
export interface AskingOptions extends ClusterOptions {
  readonly yes?: boolean;
}

export interface ListOptions extends ClusterOptions {
  /** With Kafka's own topics. */
  readonly all?: boolean;
}

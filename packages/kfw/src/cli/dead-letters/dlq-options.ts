/** The options of the commands below `kfw dlq`, as the command line gives them. */
import type { ClusterOptions } from '../cluster/cluster-options.js';
import type { FilterOptions } from './filter-options.js';

export interface ListOptions extends ClusterOptions {
  readonly all?: boolean;
}

export interface ShowOptions extends ClusterOptions, FilterOptions {
  readonly all?: boolean;
}

export interface DiscardOptions extends ClusterOptions, FilterOptions {
  readonly yes?: boolean;
}

export interface ExportOptions extends ClusterOptions, FilterOptions {
  readonly all?: boolean;
  readonly file?: string;
  readonly force?: boolean;
}

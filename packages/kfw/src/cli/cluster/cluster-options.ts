/** The options of every command that works on a cluster. */
import type { Command } from 'commander';
import type { GlobalOptions } from '../command-options.js';

export interface ClusterOptions extends GlobalOptions {
  /** `HOST:PORT`, several with commas; as `KFW_BROKERS`. */
  readonly brokers?: string;
  /** As `KFW_REGISTRY_URL`. */
  readonly registry?: string;
  readonly startupTimeout?: string;
}

/** Read them with `command.optsWithGlobals<ClusterOptions>()`. */
export function addClusterOptions(command: Command): Command {
  return command
    .option('--brokers <host:port>', "the cluster, instead of the app's; several brokers with commas")
    .option('--registry <url>', "the schema registry, instead of the app's")
    .option('--startup-timeout <ms>', 'how long to try to reach the brokers, in milliseconds');
}

/** Declares `kfw lag`. */
import { type Command, Option } from 'commander';
import { addClusterOptions } from '../cluster/cluster-options.js';
import { example } from '../command-options.js';
import type { LagCommandOptions } from '../lag/show-lag.js';

export function registerLag(program: Command): void {
  addClusterOptions(
    program
      .command('lag')
      .description('how far consumer groups are behind, in messages and in seconds')
      .argument(
        '[groups...]',
        "their names in the routes or on the cluster; without any, the app's groups, outside of an app all",
      ),
  )
    .option('--all', 'all groups of the cluster')
    .option('--watch', 'again and again until Ctrl-C')
    .option('--interval <duration>', 'how often with --watch: 500ms, 5s, 1m (default: 5s)')
    .addOption(
      new Option('--max-lag <messages>', 'exit 1 when a partition has more messages to read, and name it').conflicts(
        'watch',
      ),
    )
    .addOption(
      new Option(
        '--max-seconds <seconds>',
        'exit 1 when the oldest message to read of a partition is older, and name it',
      ).conflicts('watch'),
    )
    .addHelpText(
      'after',
      example(
        'kfw lag',
        'kfw lag billing --json',
        'kfw lag --all --watch --interval 2s',
        'kfw lag billing --max-lag 10000 --max-seconds 300',
      ),
    )
    .action(async (groups: readonly string[], _options: unknown, command: Command) => {
      const { showLag } = await import('../lag/show-lag.js');
      await showLag(groups, command.optsWithGlobals<LagCommandOptions>());
    });
}

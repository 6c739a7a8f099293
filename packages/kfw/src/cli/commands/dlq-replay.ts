/** Declares `kfw dlq replay`. */
import type { Command } from 'commander';
import { addClusterOptions } from '../cluster/cluster-options.js';
import { example } from '../command-options.js';
import { addFilterOptions } from '../dead-letters/filter-options.js';
import type { ReplayOptions } from '../dead-letters/replay/replay-options.js';

export function registerDlqReplay(dlq: Command): void {
  const replay = dlq
    .command('replay')
    .description(
      'send dead letters again, and remember them: counts them first, and sends them with --execute; a second run continues',
    )
    .argument('<topic>', 'the dead-letter topic')
    .option('--execute', 'replay them; without it nothing is sent')
    .option(
      '--to <target>',
      'source (the default): the topic and partition that each came from; retry:10s: its retry topic of this delay; or a topic, partitioned by key',
    )
    .option('--to-consumer', 'call the consumer of their route in this process, instead of sending them')
    .option('--rate <number>', 'so many per second at most: 200/s')
    .option(
      '--max-replays <number>',
      'a letter that was replayed so often goes to TOPIC.parked; default 3; needed for a parked topic',
    )
    .option(
      '--transform <file>',
      'a file whose default export returns the message to send, or null to drop it; called without --execute as well',
    )
    .option('--keep-going', 'continue after a letter that cannot be transformed or sent; it stays a dead letter');
  addClusterOptions(addFilterOptions(replay))
    .addHelpText(
      'after',
      example(
        'kfw dlq replay orders.dead-letters',
        'kfw dlq replay orders.dead-letters --error TypeError --limit 100 --rate 200/s --execute',
        'kfw dlq replay orders.dead-letters --to retry:10s --execute --json',
      ),
    )
    .action(async (topic: string, _options: unknown, command: Command) => {
      const { replaySelected } = await import('../dead-letters/replay/replay-selected.js');
      await replaySelected(topic, command.optsWithGlobals<ReplayOptions>());
    });
}

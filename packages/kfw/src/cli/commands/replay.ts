/** Declares `kfw replay`. */
import { type Command, Option } from 'commander';
import { addClusterOptions } from '../cluster/cluster-options.js';
import { example } from '../command-options.js';
import type { ReplayOptions } from '../replay/replay.js';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('move the committed offsets of a group without members; a dry run, unless --execute is given')
    .argument(
      '<group>',
      'a consumer group, as on the cluster or as in the routes; one that is in neither, as on the cluster',
    )
    .option('--topic <topic[:partitions]>', 'a topic, or some of its partitions: orders:0,3; repeatable', collect)
    .addOption(new Option('--all-topics', 'every topic that the group has committed for').conflicts('topic'))
    .option(
      '--to <position>',
      'earliest, latest, an offset, a time (2026-11-30T17:40:00Z; local time without a zone; @ and milliseconds), so ' +
        'long ago (-1h; ms, s, m, h, d, w), or messages from the committed offset (-500, +500), which stop at the ends',
    )
    .addOption(
      new Option('--from-group <group>', 'to where this group stands; default: all of its topics').conflicts('to'),
    )
    .addOption(
      new Option(
        '--from-file <file>',
        "to the offsets of a file, - for standard input: of --export, or of Kafka's own tool",
      ).conflicts(['to', 'fromGroup']),
    )
    .addOption(
      new Option('--export', 'move nothing; print the committed offsets for --from-file').conflicts([
        'to',
        'fromGroup',
        'fromFile',
        'execute',
        'newGroup',
      ]),
    )
    .option('--new-group', 'the group may be new, even if another has a similar name')
    .option('--execute', 'move the group; without it nothing is moved');
  addClusterOptions(command)
    .addHelpText(
      'after',
      example(
        'kfw replay billing --topic orders --to -1h',
        'kfw replay billing --topic orders:0,2 --to 2025-11-30T08:00:00Z --execute',
        'kfw replay billing --all-topics --to earliest --brokers "$KFW_BROKERS" --json',
        'kfw replay billing --export > offsets.csv',
        'kfw replay billing --from-file offsets.csv --execute',
        'kfw replay shop_billing-v2 --from-group billing --execute',
      ),
    )
    .action(async (group: string, _options: unknown, self: Command) => {
      const { replay } = await import('../replay/replay.js');
      await replay(group, self.optsWithGlobals<ReplayOptions>());
    });
}

/** Declares `kfw topics read`. */
import type { Command } from 'commander';
import { addClusterOptions } from '../cluster/cluster-options.js';
import { example } from '../command-options.js';
import type { ReadOptions } from '../reading/read-request.js';

export function registerTopicsRead(topics: Command): void {
  const read = topics
    .command('read')
    .description('print the messages of a topic, decoded')
    .argument('<topic>', 'its name on the cluster, or in the app')
    .option('--from <position>', 'earliest (default), latest, an offset, a time, or -1h')
    .option('--last <number>', 'the newest messages of the topic, by timestamp, whichever partitions they are in')
    .option('--to <position>', 'where to end, as for --from: the first message that is not read (default: latest)')
    .option('--partition <list>', 'partitions, such as 0,3; repeatable', collect)
    .option('--key <text>', 'only messages with this key')
    .option('--header <name=value>', 'only messages with this header; repeatable', collect)
    .option('--filter <expression>', 'only messages for which this JavaScript is true; see below')
    .option('--limit <number>', 'so many at most')
    .option('--follow', 'continue with new messages until Ctrl-C')
    .option('--raw', 'print the bytes of values as they are, a line feed after each')
    .option(
      '--schema-of <topic>',
      "decode by another topic's schemas, for example those of the source of dead letters",
    );
  addClusterOptions(read)
    .addHelpText('after', details)
    .addHelpText(
      'after',
      example(
        'kfw topics read orders --last 10',
        "kfw topics read orders --from -1h --filter 'payload.total > 5'",
        'kfw topics read orders --key A-1 --header source=shop --json',
        'kfw topics read orders --from latest --follow',
        'kfw topics read orders --partition 0,1 --limit 100 --raw',
      ),
    )
    .action(async (topic: string, _options: unknown, command: Command) => {
      const { readTopic } = await import('../reading/read-topic.js');
      await readTopic(topic, command.optsWithGlobals<ReadOptions>());
    });
}

function collect(given: string, before: readonly string[] = []): readonly string[] {
  return [...before, given];
}

const details = `
Payloads and keys are decoded by the schemas that the app declares for the topic. Without a declaration a payload is
decoded by the schema that it was written with, if there is a registry, else as JSON, text or bytes.

--filter has the variables payload, key, headers, timestamp (a Date), partition, offset and topic, and message with all
of them. A message that the filter throws for is reported and counted. One that cannot be decoded is printed with the
reason and its bytes. Standard error has how many messages were read and selected.`;

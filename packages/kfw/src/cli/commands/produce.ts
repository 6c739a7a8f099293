/** Declares `kfw produce`. */
import type { Command } from 'commander';
import { addClusterOptions } from '../cluster/cluster-options.js';
import { example } from '../command-options.js';
import type { ProduceOptions } from '../produce/produce-options.js';

export function registerProduce(program: Command): void {
  const produce = program
    .command('produce')
    .description('send JSON lines to a topic, from a file or standard input')
    .argument('<topic>', 'its name on the cluster, or in the app')
    .option('-f, --file <file>', 'read the lines of a file; without it, those of standard input')
    .option('--rate <number>', 'so many per second at most: 200/s')
    .option('--dry-run', 'check every line, and send nothing')
    .option('--keep-going', 'send lines as they are read, and report those that cannot be sent')
    .option('--by-key', 'let keys choose the partitions, whatever the lines say')
    .option('--from-line <number>', 'begin with this line, counted from 1');
  addClusterOptions(produce)
    .addHelpText('after', details)
    .addHelpText(
      'after',
      example(
        'kfw produce orders --file orders.jsonl --dry-run',
        'kfw produce orders --file orders.jsonl --rate 200/s',
        'echo \'{ "key": "A-1", "payload": { "id": "A-1", "total": 5 } }\' | kfw produce orders',
        'kfw topics read orders --last 10 --json | kfw produce orders --by-key --dry-run',
      ),
    )
    .action(async (topic: string, _options: unknown, command: Command) => {
      const { produceLines } = await import('../produce/produce-lines.js');
      await produceLines(topic, command.optsWithGlobals<ProduceOptions>());
    });
}

const details = `
A line is { "key": …, "payload": …, "headers": {…}, "partition": 0, "timestamp": … }, of which only the payload is needed;
null is a tombstone. Payloads are written by the schema that the app declares for the topic, else by the registry's last
schema for it, else text as it is and everything else as JSON. The topic and offset of lines that \`kfw topics read --json\`
has printed are ignored.

Every line is checked before the first is sent. Ctrl-C reports how many were sent and which line is next.`;

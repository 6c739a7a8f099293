/** Declares `kfw top`. */
import { type Command, Option } from 'commander';
import { example } from '../command-options.js';
import type { TopOptions } from '../top/show-top.js';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
const orders = ['lagSeconds', 'lag', 'rate', 'runningMs', 'errors', 'topic'];

export function registerTop(program: Command): void {
  program
    .command('top')
    .description('the partitions of a running server: what their handlers run, how fast, and how far behind')
    .option(
      '--url <url>',
      "where a server serves its health, such as http://localhost:8080; repeatable (default: the app's health)",
      collect,
    )
    .option('--once', 'print it once')
    .option('--interval <duration>', 'how often to read it: 500ms, 5s, 1m (default: 1s)')
    .addOption(new Option('--sort <by>', 'what is shown first').choices(orders))
    .option('--group <pattern>', 'only groups of this name; * stands for any characters')
    .option('--topic <pattern>', 'only topics of this name')
    .addHelpText(
      'after',
      example(
        'kfw top',
        'kfw top --url http://localhost:8080 --sort lag',
        'kfw top --once --json',
        "kfw top --group billing --topic 'orders*' --interval 5s",
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const { showTop } = await import('../top/show-top.js');
      await showTop(command.optsWithGlobals<TopOptions>());
    });
}

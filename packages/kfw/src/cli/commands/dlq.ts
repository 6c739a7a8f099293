/** Declares `kfw dlq`. */
import { type Command, Option } from 'commander';
import { addClusterOptions } from '../cluster/cluster-options.js';
import { example } from '../command-options.js';
import type { DiscardOptions, ExportOptions, ListOptions, ShowOptions } from '../dead-letters/dlq-options.js';
import { addFilterOptions } from '../dead-letters/filter-options.js';
import { registerDlqReplay } from './dlq-replay.js';

export function registerDlq(program: Command): void {
  const dlq = program
    .command('dlq')
    .description('look at dead letters, replay them, and mark them as handled')
    .addHelpText('after', example('kfw dlq list', 'kfw dlq show orders.dead-letters --limit 10'));
  registerList(dlq);
  registerShow(dlq);
  registerDlqReplay(dlq);
  registerDiscard(dlq);
  registerExport(dlq);
}

function allOption(): Option {
  return new Option('--all', 'also those that have been replayed or discarded');
}

function registerList(dlq: Command): void {
  const list = dlq
    .command('list')
    .description('count dead letters by source topic and error')
    .argument(
      '[topics...]',
      "dead-letter topics; default: those of the app's routes, or without an app those whose names end in dead-letters, dead-letter, dlq or dlt; with their parked topics",
    )
    .addOption(allOption());
  addClusterOptions(list)
    .addHelpText('after', example('kfw dlq list', 'kfw dlq list orders.dead-letters --json'))
    .action(async (topics: string[], _options: unknown, command: Command) => {
      const { listLetters } = await import('../dead-letters/list-letters.js');
      await listLetters(topics, command.optsWithGlobals<ListOptions>());
    });
}

function registerShow(dlq: Command): void {
  const show = dlq
    .command('show')
    .description('print dead letters with their source, their error and their payload, decoded')
    .argument('<topic>', 'the dead-letter topic')
    .addOption(allOption());
  addClusterOptions(addFilterOptions(show))
    .addHelpText(
      'after',
      example(
        'kfw dlq show orders.dead-letters --since -1h --limit 10',
        'kfw dlq show orders.dead-letters --error TypeError --json',
        `kfw dlq show orders.dead-letters --where "payload.total > 100 && source.topic === 'orders'"`,
      ),
    )
    .action(async (topic: string, _options: unknown, command: Command) => {
      const { showLetters } = await import('../dead-letters/show-letters.js');
      await showLetters(topic, command.optsWithGlobals<ShowOptions>());
    });
}

function registerDiscard(dlq: Command): void {
  const discard = dlq
    .command('discard')
    .description('mark dead letters as handled: they are not listed or replayed any more; counts them and asks first')
    .argument('<topic>', 'the dead-letter topic')
    .option('-y, --yes', 'do not ask');
  addClusterOptions(addFilterOptions(discard))
    .addHelpText(
      'after',
      example(
        'kfw dlq discard orders.dead-letters --error KFW_DECODE_FAILED',
        'kfw dlq discard orders.dead-letters --until -30d --yes',
      ),
    )
    .action(async (topic: string, _options: unknown, command: Command) => {
      const { discardSelected } = await import('../dead-letters/discard-selected.js');
      await discardSelected(topic, command.optsWithGlobals<DiscardOptions>());
    });
}

function registerExport(dlq: Command): void {
  const exporting = dlq
    .command('export')
    .description('write dead letters as JSON lines, with all their bytes and headers')
    .argument('<topic>', 'the dead-letter topic')
    .option('--file <file>', 'a new file; default: standard output')
    .option('--force', 'overwrite the file')
    .addOption(allOption());
  addClusterOptions(addFilterOptions(exporting))
    .addHelpText(
      'after',
      example(
        'kfw dlq export orders.dead-letters --file letters.jsonl',
        'kfw dlq export orders.dead-letters --topic orders --since 2026-11-01 > letters.jsonl',
      ),
    )
    .action(async (topic: string, _options: unknown, command: Command) => {
      const { exportLetters } = await import('../dead-letters/export-letters.js');
      await exportLetters(topic, command.optsWithGlobals<ExportOptions>());
    });
}

/** Declares `kfw broker`. */
import { type Command, Option } from 'commander';
import type { RunBrokerOptions } from '../broker/run-broker.js';
import { example } from '../command-options.js';

export function registerBroker(program: Command): void {
  program
    .command('broker')
    .description('run a Kafka broker and a schema registry for development and tests, until Ctrl-C')
    .option('--port <port>', 'port of the broker (default: the last one used with this data, or a free one)')
    .option('--registry-port <port>', 'port of the schema registry (default: as for --port)')
    .option('--data <folder>', 'where to keep the data (default: .kfw/ENVIRONMENT in the app, or in this folder)')
    .addOption(new Option('--memory', 'keep everything in memory').conflicts(['data', 'reset']))
    .option('--reset', 'remove the data of earlier runs first')
    .addOption(new Option('--ends-after <ms>', 'end so long after the last client').hideHelp())
    .addHelpText('after', example('kfw broker --port 9092 --registry-port 8081', 'kfw broker --memory --json'))
    .action(async (_options: unknown, command: Command) => {
      const { runBroker } = await import('../broker/run-broker.js');
      await runBroker(command.optsWithGlobals<RunBrokerOptions>());
    });
}

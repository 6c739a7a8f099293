/**
 * `npm run kills`: whether acknowledged messages survive killed brokers, for kfw and for plain kafkajs. The
 * last line is JSON. Exit code 1 when kfw lost, repeated or reordered any; kafkajs is run for comparison.
 */
import { toError } from '@kfw/core';
import { requireKcat } from '@kfw/test-cluster';
import { Command, InvalidArgumentError, Option } from 'commander';
import { connect as kafkajs } from './clients/kafkajs.js';
import { connect as kfw } from './clients/kfw.js';
import { killBrokers } from './kill-rounds.js';

const clients = { kfw, kafkajs };

interface KillFlags {
  rounds: number;
  callers: number;
  clients: (keyof typeof clients)[];
  json?: true;
}

await new Command('kills')
  .description('Kills the brokers of an Apache Kafka of three in turn while callers produce, and checks the log')
  .option('--rounds <count>', 'number of kills', wholeNumber, 6)
  .option('--callers <count>', 'callers of each client, each with keys of its own', wholeNumber, 50)
  .addOption(
    new Option('--clients <names...>', 'the clients that produce')
      .choices(Object.keys(clients))
      .default(Object.keys(clients)),
  )
  .option('--json', 'print only the line of JSON')
  .addHelpText('after', '\nExample:\n  npm run -s kills -- --rounds 6 --json\n\nIt needs Java 17, Maven and kcat.')
  .showHelpAfterError('(add --help for the options)')
  .action(run)
  .parseAsync();

async function run({ rounds, callers, clients: names, json }: KillFlags): Promise<void> {
  const print = (line: string): void => {
    if (!json) process.stderr.write(`${line}\n`);
  };
  try {
    await requireKcat('npm run kills');
    const taking = Object.fromEntries(names.map((name) => [name, clients[name]]));
    const reports = await killBrokers({ rounds, callers, clients: taking, print });
    const own = reports.kfw ?? { lost: 0, duplicates: 0, outOfOrder: 0 };
    process.stdout.write(`${JSON.stringify({ rounds, callers, ...reports })}\n`);
    const sound = own.lost + own.duplicates + own.outOfOrder === 0;
    process.exit(sound ? 0 : 1);
  } catch (thrown) {
    process.stderr.write(`${toError(thrown).message}\n`);
    process.exit(1);
  }
}

function wholeNumber(given: string): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

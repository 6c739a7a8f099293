/** The command line of `npm run bench`: its options and help texts. */
import { Argument, Command, InvalidArgumentError } from 'commander';
import { all, benches } from './benches/benches.js';

export interface BenchFlags {
  /** `host:port`, several separated by commas. */
  readonly brokers?: string;
  readonly messages: number;
  readonly runs: number;
  readonly observed?: true;
  readonly json?: true;
}

/** An unknown name ends with exit code 1 and the list of benchmarks. */
export function createCommandLine(action: (name: string, flags: BenchFlags) => Promise<void>): Command {
  const names = Object.entries(benches).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return new Command('bench')
    .description('Measures kfw and other clients side by side: medians of interleaved runs, each in a separate process')
    .usage('NAME [options]')
    .addArgument(new Argument('<name>', 'which benchmark').choices([...Object.keys(benches), all]))
    .option('--brokers <host:port>', 'a cluster to run on (default: an Apache Kafka of its own)')
    .option(
      '--messages <count>',
      'records that consume and memory read, others a share; few make no figure',
      wholeNumber,
      1_000_000,
    )
    .option('--runs <count>', 'runs of each participant; memory has one', wholeNumber, 5)
    .option('--observed', 'consume and produce: kfw with metrics and tracing, beside kfw without, instead of its peers')
    .option('--json', 'print one line of JSON per figure and nothing else')
    .addHelpText(
      'after',
      `\nBenchmarks:\n${names.join('\n')}\n  ${all.padEnd(12)}all of them\n
Example:
  npm run -s bench -- consume --brokers 127.0.0.1:9092 --json
  npm run -s bench -- compressed --runs 3
  npm run -s bench -- keyed --runs 3
  npm run -s bench -- consume --observed --runs 7`,
    )
    .showHelpAfterError('(add --help for the options)')
    .action(action);
}

function wholeNumber(given: string): number {
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

/**
 * `npm run fuzz`: random and mutated frames for the embedded broker, in its own process, while a control client uses
 * it. The last line is JSON. Exit code 1 for any failure; `--replay` runs it again.
 */
import { toError } from '@kfw/core';
import { Command, InvalidArgumentError } from 'commander';
import { runFuzz } from './fuzz-run.js';

interface FuzzFlags {
  minutes?: number;
  seconds?: number;
  seed?: number;
  replay?: string;
  json?: true;
}

await new Command('fuzz')
  .description('Sends random and mutated frames to the embedded broker, and checks that other clients are not affected')
  .option('--minutes <count>', 'duration (default: 10)', positive)
  .option('--seconds <count>', 'duration in seconds', positive)
  .option('--seed <number>', 'seed of the frames and their order (default: random, and printed)', wholeNumber)
  .option('--replay <file>', 'run the recording of an earlier failure again')
  .option('--json', 'print only the line of JSON')
  .addHelpText('after', '\nExample:\n  npm run -s fuzz -- --seconds 20 --seed 42\n\nThe last line is the verdict.')
  .showHelpAfterError('(add --help for the options)')
  .action(run)
  .parseAsync();

async function run({ minutes = 10, seconds = minutes * 60, seed = anySeed(), replay, json }: FuzzFlags): Promise<void> {
  const print = (line: string): void => {
    if (!json) process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  };
  print(`seed ${seed}`);
  try {
    const report = await runFuzz({ seconds, seed, ...(replay !== undefined && { replay }), print });
    for (const problem of report.problems) process.stderr.write(`${problem}\n`);
    if (report.recording !== undefined) {
      process.stderr.write(`Failed, with seed ${seed}. Again: npm run -s fuzz -- --replay ${report.recording}\n`);
    }
    if (report.sound) print('sound: the control client got every response it should, and nothing leaked');
    process.stdout.write(`${JSON.stringify(report)}\n`);
    process.exit(report.sound ? 0 : 1);
  } catch (thrown) {
    process.stderr.write(`${toError(thrown).stack}\n`);
    process.exit(1);
  }
}

function anySeed(): number {
  return Math.trunc(Math.random() * 1e9);
}

function wholeNumber(given: string): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 0.');
}

function positive(given: string): number {
  const value = Number(given);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

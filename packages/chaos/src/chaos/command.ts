/**
 * `npm run chaos`: three workers of kfw on three brokers, which are killed, stopped and rebalanced while numbered
 * messages come in. The last line is the verdict of the checker; exit code 1 when the check fails.
 */
import { rm } from 'node:fs/promises';
import { isKfwError, toError } from '@kfw/core';
import { requireKcat } from '@kfw/test-cluster';
import { Command, InvalidArgumentError } from 'commander';
import { type ChaosReport, runChaos } from './chaos-run.js';

interface ChaosFlags {
  minutes: number;
  seed?: number;
  rate: number;
  transactional?: true;
  peers?: true;
  json?: true;
}

const example = 'npm run -s chaos -- --minutes 10 --json';

await new Command('chaos')
  .description(
    'Kills, stops and rebalances three workers on three brokers of Apache Kafka, and checks what they handled',
  )
  .option('--minutes <count>', 'duration', positive, 10)
  .option('--seed <number>', 'seed of the disturbances and their order (default: random, and printed)', wholeNumber)
  .option('--rate <count>', 'messages per second', wholeNumber, 300)
  .option('--transactional', 'output and offsets in one transaction, checked by a reader of committed messages')
  .option('--peers', 'the same for workers of plain kafkajs and of NestJS, for comparison')
  .option('--json', 'print only lines of JSON')
  .addHelpText(
    'after',
    `\nExample:\n  ${example}\n\nThe last line is the verdict; with --peers the line before it is that of the peers. It needs Java 17, Maven and kcat.`,
  )
  .showHelpAfterError('(add --help for the options)')
  .action(run)
  .parseAsync();

async function run({ minutes, seed = Math.trunc(Math.random() * 1e9), rate, transactional, peers, json }: ChaosFlags) {
  const print = (line: string): void => {
    if (!json) process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  };
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());
  try {
    await requireKcat('npm run chaos');
    print(`seed ${seed}`);
    const report = await runChaos({
      minutes,
      seed,
      transactional: transactional ?? false,
      contenders: peers ? ['kfw', 'kafkajs', 'nestjs'] : ['kfw'],
      messagesPerSecond: rate,
      print,
      signal: interrupted.signal,
    });
    process.exit(await conclude(report, seed, print));
  } catch (thrown) {
    process.stderr.write(`${isKfwError(thrown) ? thrown.message : toError(thrown).stack}\n`);
    process.exit(1);
  }
}

/** Prints the verdicts, and says where the logs are when one is not sound. Returns the exit code. */
async function conclude(
  { contenders, folder }: ChaosReport,
  seed: number,
  print: (line: string) => void,
): Promise<number> {
  const [own, ...others] = contenders ?? [];
  if (own === undefined) {
    await rm(folder, { recursive: true, force: true });
    return 130;
  }
  for (const { name, remarks } of others) for (const line of remarks.trimEnd().split('\n')) print(`${name}: ${line}`);
  for (const line of own.remarks.trimEnd().split('\n')) {
    if (own.sound) print(line);
    else process.stderr.write(`${line}\n`);
  }
  if (others.length > 0) {
    const peers = Object.fromEntries(others.map(({ name, verdict }) => [name, verdict]));
    process.stdout.write(`${JSON.stringify({ peers })}\n`);
  }
  if (own.sound) await rm(folder, { recursive: true, force: true });
  else process.stderr.write(`Not sound, with seed ${seed}. The logs of the workers: ${folder}\n`);
  process.stdout.write(`${JSON.stringify(own.verdict)}\n`);
  return own.sound ? 0 : 1;
}

function wholeNumber(given: string): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

function positive(given: string): number {
  const value = Number(given);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

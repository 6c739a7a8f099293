/**
 * `npm run kafka -- start`: Apache Kafka and a schema registry on this machine until Ctrl-C. For people it prints
 * a few lines; with `--json` its first line of output is one JSON object, for programs that wait for it.
 */

import { toError } from '@kfw/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type KafkaCluster, startKafka } from './kafka-cluster.js';

interface StartFlags {
  nodes: 1 | 3;
  port?: number;
  registryPort?: number;
  json?: true;
}

const program = new Command('kafka')
  .description('Runs Apache Kafka and a schema registry on this machine, for development and tests')
  .showHelpAfterError('(add --help for the options)');

program
  .command('start')
  .description('Starts a cluster with a schema registry, and stops it in order at Ctrl-C')
  .addOption(
    new Option('--nodes <count>', 'number of brokers: 1 or 3').default(1 as const).argParser((given): 1 | 3 => {
      if (given === '1') return 1;
      if (given === '3') return 3;
      throw new InvalidArgumentError('A cluster has 1 or 3 nodes.');
    }),
  )
  .option('--port <port>', 'port of the (first) broker (default: a free one)', parsePort)
  .option('--registry-port <port>', 'port of the schema registry (default: a free one)', parsePort)
  .option('--json', 'print the addresses as one line of JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  npm run -s kafka -- start --port 9092 --registry-port 8081\n  npm run -s kafka -- start --nodes 3 --json',
  )
  .action(start);

await program.parseAsync();

async function start(flags: StartFlags): Promise<void> {
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
  });
  const starting = startKafka({ nodes: flags.nodes, port: flags.port, registryPort: flags.registryPort });
  try {
    // Interrupted while starting: leaving is enough, since the JVMs end with this process.
    const cluster = await Promise.race([starting, interrupted]);
    if (cluster === undefined) process.exit(130);
    process.stdout.write(flags.json ? json(cluster) : forPeople(cluster));
    await interrupted;
    if (!flags.json) process.stdout.write('\nStopping…\n');
    await cluster.stop();
  } catch (thrown) {
    process.stderr.write(`${toError(thrown).message}\n`);
    process.exit(1);
  }
  // The signal handlers would not keep it up, but a client's open connection to the registry might.
  process.exit(0);
}

function parsePort(given: string): number {
  const port = Number(given);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
}

function json({ brokers, registry }: KafkaCluster): string {
  return `${JSON.stringify({ brokers, registry })}\n`;
}

function forPeople({ brokers, registry }: KafkaCluster): string {
  return [
    `Apache Kafka     ${brokers}`,
    `Schema registry  ${registry}`,
    '',
    'In the folder of an app, in each terminal:',
    `  export KFW_BROKERS=${brokers} KFW_REGISTRY_URL=${registry}`,
    '  npx kfw server        # or: npx kfw console',
    '',
    'Ctrl-C stops everything and removes the data.',
    '',
  ].join('\n');
}

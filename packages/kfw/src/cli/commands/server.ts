/** Declares `kfw server`. */
import type { Command } from 'commander';
import { example, type GlobalOptions } from '../command-options.js';
import type { SelectionOptions } from '../serving/selection-options.js';

interface ServerCommandOptions extends GlobalOptions, SelectionOptions {
  readonly startupTimeout?: string;
  readonly health?: string;
}

export function registerServer(program: Command): void {
  program
    .command('server')
    .alias('s')
    .description("run the app's consumers until Ctrl-C")
    .argument('[consumer]', 'run this consumer alone, on the topic that its @SubscribesTo names')
    .option(
      '--only-groups <names>',
      'consume in these groups only, named as in the routes or on the cluster, with commas',
    )
    .option('--only-topics <names>', 'consume these topics only')
    .option('--except-groups <names>', 'leave these groups out')
    .option('--except-topics <names>', 'leave these topics out')
    .option('--startup-timeout <ms>', 'how long to try to reach the brokers and the registry, in milliseconds')
    .option(
      '--health <host:port>',
      'serve /livez, /readyz, /startupz, /status and what listeners add there; a port alone listens on this machine only',
    )
    .addHelpText(
      'after',
      example(
        'kfw server',
        'kfw server --only-groups shop,billing',
        'kfw server UserEventConsumer',
        'KFW_ENV=production kfw server --json --health 0.0.0.0:8080',
      ),
    )
    .action(async (consumer: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ServerCommandOptions>();
      const { runServer } = await import('../serving/run-server.js');
      await runServer({ consumer, ...options });
    });
}

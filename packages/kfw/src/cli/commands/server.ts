import type { Command } from 'commander';
import { example, type GlobalOptions } from '../command-options.js';

interface ServerCommandOptions extends GlobalOptions {
  readonly connectTimeout?: string;
}

export function registerServer(program: Command): void {
  program
    .command('server')
    .alias('s')
    .description("run the app's consumers until Ctrl-C")
    .option('--connect-timeout <ms>', 'how long to try to reach the brokers and the registry, in milliseconds')
    .addHelpText('after', example('kfw server', 'KFW_ENV=production kfw server --json'))
    .action(async (_options: unknown, command: Command) => {
      const { connectTimeout, json, verbose } = command.optsWithGlobals<ServerCommandOptions>();
      const { runServer } = await import('../serving/run-server.js');
      await runServer({ connectTimeout, json, verbose });
    });
}

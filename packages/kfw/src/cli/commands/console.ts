/** Declares `kfw console`. */
import type { Command } from 'commander';
import { example, type GlobalOptions } from '../command-options.js';

interface ConsoleOptions extends GlobalOptions {
  readonly eval?: string;
  readonly startupTimeout?: string;
}

export function registerConsole(program: Command): void {
  program
    .command('console')
    .alias('c')
    .description("a JavaScript console with the app's classes, its producer and its admin client")
    .option('-e, --eval <code>', 'evaluate the code and write its last value: inspected on a terminal, else as JSON')
    .option('--startup-timeout <ms>', 'how long to try to reach the brokers and the registry, in milliseconds')
    .addHelpText(
      'after',
      example(
        'kfw console -e "await UsersResponder.call({ eventName: \'user_created\', payload: { id: 1 } })"',
        'echo "await admin.listTopics()" | kfw console',
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const { eval: code, startupTimeout, json, verbose } = command.optsWithGlobals<ConsoleOptions>();
      const { findAppRoot } = await import('../app-root.js');
      const { parseDurationMs } = await import('../duration-option.js');
      const root = findAppRoot();
      const startupTimeoutMs = parseDurationMs('--startup-timeout', startupTimeout);
      const { runConsole } = await import('../console/run-console.js');
      const { reportEmbedded } = await import('../console/report-embedded.js');
      const { loadApp } = await import('../../boot/load-app.js');
      const { operate } = await import('../console/operating-functions.js');
      const load = () =>
        loadApp({
          root,
          command: 'console',
          logTo: 'none',
          onEmbedded: reportEmbedded(root),
          ...(startupTimeoutMs !== undefined && { startupTimeoutMs }),
          ...(verbose && { verbose }),
        });
      await runConsole({ code, json, verbose }, load, operate);
    });
}

/** Declares `kfw routes`. */
import type { Command } from 'commander';
import { example, type GlobalOptions } from '../command-options.js';

export function registerRoutes(program: Command): void {
  program
    .command('routes')
    .description("list the app's consumer groups, topics and consumers")
    .addHelpText('after', example('kfw routes', 'kfw routes --json'))
    .action(async (_options: unknown, command: Command) => {
      const { showRoutes } = await import('../inspecting/show-routes.js');
      await showRoutes(command.optsWithGlobals<GlobalOptions>());
    });
}

/** Declares `kfw info`. */
import type { Command } from 'commander';
import { example, type GlobalOptions } from '../command-options.js';

export function registerInfo(program: Command): void {
  program
    .command('info')
    .description('show versions, connection and boot file of the app')
    .addHelpText('after', example('kfw info', 'kfw info --json'))
    .action(async (_options: unknown, command: Command) => {
      const { showInfo } = await import('../inspecting/show-info.js');
      await showInfo(command.optsWithGlobals<GlobalOptions>());
    });
}

/** Declares `kfw new`. */
import type { Command } from 'commander';
import { example, type GlobalOptions } from '../command-options.js';
import { optionalPackages } from '../scaffold/optional-packages.js';

interface NewOptions extends GlobalOptions {
  readonly broker?: string;
  readonly registry?: string;
  readonly with?: string;
  readonly skipInstall?: boolean;
}

export function registerNew(program: Command): void {
  program
    .command('new')
    .description('make a new app')
    .argument('<dir>', 'its folder, which must be empty or not exist yet; its name becomes the name of the app')
    .option(
      '--broker <host:port>',
      "a Kafka broker of the app, or several with commas; without it, kfw's own for development and tests",
    )
    .option('--registry <url>', 'its schema registry (with --broker: http://localhost:8081/apis/ccompat/v7)')
    .option(
      '--with <packages>',
      `optional packages of kfw, with commas: ${optionalPackages.map(({ name }) => name).join(', ')}`,
    )
    .option('--skip-install', 'do not run npm install')
    .addHelpText(
      'after',
      example('kfw new ../shop', 'kfw new ../shop --broker localhost:9092', 'kfw new ../shop --with metrics,statsd'),
    )
    .action(async (folder: string, _options: unknown, command: Command) => {
      const { broker, registry, with: packages, skipInstall, json } = command.optsWithGlobals<NewOptions>();
      const { scaffoldApp } = await import('../scaffold/scaffold-app.js');
      await scaffoldApp({ folder, broker, registry, with: packages, install: !skipInstall, json });
    });
}

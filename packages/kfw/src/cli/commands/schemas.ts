/** Declares `kfw schemas register`. */
import type { Command } from 'commander';
import { example, type GlobalOptions } from '../command-options.js';

interface RegisterOptions extends GlobalOptions {
  readonly check?: boolean;
  readonly strict?: boolean;
  readonly startupTimeout?: string;
}

export function registerSchemas(program: Command): void {
  const schemas = program
    .command('schemas')
    .description("the app's schemas in the schema registry")
    .addHelpText('after', example('kfw schemas register'));
  schemas
    .command('register')
    .description('register the schemas of every responder topic, before a deploy; does not connect to Kafka')
    .option(
      '--check',
      'register nothing; report each schema as registered, compatible, new or incompatible, and exit 1 if one is incompatible',
    )
    .option('--strict', 'with --check: exit 1 also if a schema is not registered yet')
    .option('--startup-timeout <ms>', 'how long to try to reach the registry, in milliseconds')
    .addHelpText('after', example('KFW_ENV=production kfw schemas register', 'kfw schemas register --check'))
    .action(async (_options: unknown, command: Command) => {
      const { registerSchemas: run } = await import('../schemas/register-schemas.js');
      await run(command.optsWithGlobals<RegisterOptions>());
    });
}

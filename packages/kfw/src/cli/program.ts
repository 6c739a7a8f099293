/**
 * The command line: one file per command under `commands/`, each of which declares itself and imports its
 * implementation only when it runs, so that `kfw --help` returns at once.
 */
import { Command } from 'commander';
import { kfwVersion } from '../boot/package-manifest.js';
import { example } from './command-options.js';
import { registerBroker } from './commands/broker.js';
import { registerCompletion } from './commands/completion.js';
import { registerConsole } from './commands/console.js';
import { registerDlq } from './commands/dlq.js';
import { registerGenerate } from './commands/generate.js';
import { registerGroups } from './commands/groups.js';
import { registerInfo } from './commands/info.js';
import { registerLag } from './commands/lag.js';
import { registerNew } from './commands/new.js';
import { registerProduce } from './commands/produce.js';
import { registerReplay } from './commands/replay.js';
import { registerRoutes } from './commands/routes.js';
import { registerSchemas } from './commands/schemas.js';
import { registerServer } from './commands/server.js';
import { registerTop } from './commands/top.js';
import { registerTopics } from './commands/topics.js';

export function createProgram(): Command {
  const program = new Command('kfw')
    .description('A convention framework for Apache Kafka')
    .version(kfwVersion(), '-v, --version', 'print the version of kfw')
    .option('--json', 'write JSON lines, one object each, errors included')
    .option('--verbose', 'show full stack traces of errors')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureHelp({ showGlobalOptions: true })
    // main renders commander's errors like all others.
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', example('kfw new shop && cd shop && npx kfw server'));
  registerNew(program);
  registerServer(program);
  registerConsole(program);
  registerRoutes(program);
  registerInfo(program);
  registerGenerate(program);
  registerSchemas(program);
  registerTopics(program);
  registerGroups(program);
  registerLag(program);
  registerTop(program);
  registerReplay(program);
  registerDlq(program);
  registerProduce(program);
  registerBroker(program);
  registerCompletion(program);
  return program;
}

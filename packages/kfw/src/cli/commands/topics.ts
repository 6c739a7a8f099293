/** Declares `kfw topics` and its commands; `kfw topics read` is in its own file. */
import type { Command } from 'commander';
import { addClusterOptions, type ClusterOptions } from '../cluster/cluster-options.js';
import { example } from '../command-options.js';
import type { AskingOptions, ListOptions, PlanOptions } from '../topics/topics-options.js';
import { registerTopicsRead } from './topics-read.js';

export function registerTopics(program: Command): void {
  const topics = program
    .command('topics')
    .description('the topics that the app declares and implies, and those of the cluster')
    .addHelpText('after', example('kfw topics plan', 'kfw topics list'));
  registerPlan(topics);
  registerApply(topics);
  registerList(topics);
  registerDescribe(topics);
  registerHealth(topics);
  registerTopicsRead(topics);
  registerDelete(topics);
}

function registerPlan(topics: Command): void {
  const plan = topics
    .command('plan')
    .description("compare the app's topics with the cluster; changes nothing")
    .option('--detailed-exitcode', 'exit with 0 if there is nothing to change, 1 for an error, 2 if there is')
    .addHelpText(
      'after',
      example('kfw topics plan', 'KFW_ENV=production kfw topics plan --detailed-exitcode', 'kfw topics plan --json'),
    )
    .action(async (_options: unknown, command: Command) => {
      const { showPlan } = await import('../topics/show-plan.js');
      await showPlan(command.optsWithGlobals<PlanOptions>());
    });
  addClusterOptions(plan);
}

function registerApply(topics: Command): void {
  const apply = topics
    .command('apply')
    .description('create topics, add partitions, and alter the named settings; deletes nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', example('kfw topics apply', 'KFW_ENV=production kfw topics apply --yes --json'))
    .action(async (_options: unknown, command: Command) => {
      const { applyPlan } = await import('../topics/apply-plan.js');
      await applyPlan(command.optsWithGlobals<AskingOptions>());
    });
  addClusterOptions(apply);
}

function registerList(topics: Command): void {
  const list = topics
    .command('list')
    .description('the topics of the cluster, and what the app uses them for')
    .option('--all', "with Kafka's own, such as __consumer_offsets")
    .addHelpText('after', example('kfw topics list', 'kfw topics list --brokers "$KFW_BROKERS" --json'))
    .action(async (_options: unknown, command: Command) => {
      const { showList } = await import('../topics/show-list.js');
      await showList(command.optsWithGlobals<ListOptions>());
    });
  addClusterOptions(list);
}

function registerDescribe(topics: Command): void {
  const describe = topics
    .command('describe')
    .description('partitions, leaders, replicas and offsets of topics, and what is set on them')
    .argument('<topics...>', 'their names on the cluster, or in the app')
    .addHelpText('after', example('kfw topics describe orders', 'kfw topics describe orders users --json'))
    .action(async (names: readonly string[], _options: unknown, command: Command) => {
      const { describeTopics } = await import('../topics/describe-topics.js');
      await describeTopics(names, command.optsWithGlobals<ClusterOptions>());
    });
  addClusterOptions(describe);
}

function registerHealth(topics: Command): void {
  const health = topics
    .command('health')
    .description('what loses or blocks messages, now or when a broker is lost; exits with 1 if there is an error')
    .argument('[topics...]', 'their names on the cluster, or in the app; default: all')
    .addHelpText('after', example('kfw topics health', 'kfw topics health orders --json'))
    .action(async (names: readonly string[], _options: unknown, command: Command) => {
      const { showHealth } = await import('../topics/show-health.js');
      await showHealth(names, command.optsWithGlobals<ClusterOptions>());
    });
  addClusterOptions(health);
}

function registerDelete(topics: Command): void {
  const remove = topics
    .command('delete')
    .description('delete topics with all their messages; asks for each name')
    .argument('<topics...>', 'their names on the cluster')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', example('kfw topics delete orders.v1', 'kfw topics delete orders.v1 --yes --json'))
    .action(async (names: readonly string[], _options: unknown, command: Command) => {
      const { removeTopics } = await import('../topics/remove-topics.js');
      await removeTopics(names, command.optsWithGlobals<AskingOptions>());
    });
  addClusterOptions(remove);
}

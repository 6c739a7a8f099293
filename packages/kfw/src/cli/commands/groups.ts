/** Declares `kfw groups`: `list`, `describe`, `delete`, `delete-offsets` and `copy`. */
import type { Command } from 'commander';
import { addClusterOptions, type ClusterOptions } from '../cluster/cluster-options.js';
import { example } from '../command-options.js';
import type { CopyCommandOptions } from '../groups/copy-groups-offsets.js';
import type { DeleteOffsetsCommandOptions } from '../groups/delete-offsets.js';
import type { DeleteCommandOptions } from '../groups/remove-groups.js';

const groupNames = 'their names in the routes or on the cluster';
const groupName = 'its name in the routes or on the cluster';

export function registerGroups(program: Command): void {
  const groups = program
    .command('groups')
    .description('the consumer groups of the cluster')
    .addHelpText('after', example('kfw groups list', 'kfw groups describe billing'));
  registerList(groups);
  registerDescribe(groups);
  registerDelete(groups);
  registerDeleteOffsets(groups);
  registerCopy(groups);
}

function registerList(groups: Command): void {
  addClusterOptions(
    groups.command('list').description('every group of the cluster, also those without members or committed offsets'),
  )
    .addHelpText('after', example('kfw groups list', 'kfw groups list --json'))
    .action(async (_options: unknown, command: Command) => {
      const { showGroups } = await import('../groups/show-groups.js');
      await showGroups(command.optsWithGlobals<ClusterOptions>());
    });
}

function registerDescribe(groups: Command): void {
  addClusterOptions(
    groups
      .command('describe')
      .description('members with their hosts and partitions, state, coordinator and offsets of groups')
      .argument('[groups...]', `${groupNames}; without any, the app's groups, outside of an app all`),
  )
    .addHelpText('after', example('kfw groups describe billing', 'kfw groups describe --json'))
    .action(async (names: readonly string[], _options: unknown, command: Command) => {
      const { describeGroups } = await import('../groups/describe-groups.js');
      await describeGroups(names, command.optsWithGlobals<ClusterOptions>());
    });
}

function registerDelete(groups: Command): void {
  addClusterOptions(
    groups
      .command('delete')
      .description('delete groups without members, with all that they have committed')
      .argument('<groups...>', groupNames),
  )
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', example('kfw groups delete shop_billing-v2 --yes'))
    .action(async (names: readonly string[], _options: unknown, command: Command) => {
      const { removeGroups } = await import('../groups/remove-groups.js');
      await removeGroups(names, command.optsWithGlobals<DeleteCommandOptions>());
    });
}

function registerDeleteOffsets(groups: Command): void {
  addClusterOptions(
    groups
      .command('delete-offsets')
      .description('forget what a group has committed for topics that it no longer reads')
      .argument('<group>', groupName),
  )
    .requiredOption(
      '--topic <topic[:partitions]>',
      'a topic, or some of its partitions: orders:0,3; repeatable',
      (given: string, before: readonly string[] = []) => [...before, given],
    )
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', example('kfw groups delete-offsets shop_billing-v2 --topic orders:0 --yes'))
    .action(async (group: string, _options: unknown, command: Command) => {
      const { deleteOffsets } = await import('../groups/delete-offsets.js');
      await deleteOffsets(group, command.optsWithGlobals<DeleteOffsetsCommandOptions>());
    });
}

function registerCopy(groups: Command): void {
  addClusterOptions(
    groups
      .command('copy')
      .description('give a group without members the offsets of another one; a dry run, unless --execute is given')
      .argument('<from>', `the group that has them: ${groupName}`)
      .argument(
        '<to>',
        'the group that gets them, as on the cluster or as in the routes; one that is new there, as on the cluster',
      ),
  )
    .option('--execute', 'give it the offsets; without it nothing is changed')
    .addHelpText(
      'after',
      example('kfw groups copy billing shop_billing-v2', 'kfw groups copy billing shop_billing-v2 --execute'),
    )
    .action(async (from: string, to: string, _options: unknown, command: Command) => {
      const { copyGroupsOffsets } = await import('../groups/copy-groups-offsets.js');
      await copyGroupsOffsets(from, to, command.optsWithGlobals<CopyCommandOptions>());
    });
}

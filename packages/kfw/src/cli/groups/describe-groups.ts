/** `kfw groups describe`: state, members and offsets of groups. */
import type { GroupMember, TopicPartition } from '@kfw/core';
import { type GroupOffset, type GroupReport, withOffsets } from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { withCluster } from '../cluster/with-cluster.js';
import { type Column, renderTable, shortName, shownNumber, shownOffset } from '../rendering/table.js';
import { selectGroups } from './select-groups.js';
import { shownBroker } from './shown-broker.js';

/** Throws `KFW_GROUP_NOT_FOUND`, and the errors of the cluster. */
export async function describeGroups(names: readonly string[], options: ClusterOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { groups, problems } = await withOffsets(run.admin, await selectGroups(run, names));
    groups.forEach((group, index) => {
      run.results.result(group, () => `${index === 0 ? '' : '\n'}${shownGroup(group)}`);
    });
    if (groups.length === 0) run.results.text('The cluster has no such groups.');
    for (const { topic, error } of problems) run.results.note(`${topic}: ${error.message}`);
  });
}

function shownGroup(group: GroupReport): string {
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['group', group.group],
    ['state', group.state],
    ['type', group.type],
    ['assignor', group.assignor || '-'],
    ['coordinator', shownBroker(group.coordinator)],
    ['members', group.members.length === 0 ? 'none' : String(group.members.length)],
  ];
  const facts = rows.map(([name, value]) => `${name.padEnd(12)} ${value}`);
  const members = group.members.length === 0 ? [] : [renderTable(group.members, memberColumns)];
  const byId = new Map(group.members.map((member) => [member.memberId, member]));
  const offsets = group.offsets.length === 0 ? ['It has committed no offsets.'] : [offsetsTable(group.offsets, byId)];
  return [...facts, ...members, ...offsets].join('\n');
}

const memberColumns: readonly Column<GroupMember>[] = [
  { head: 'client id', cell: ({ clientId }) => clientId, maxLength: shortName },
  { head: 'host', cell: ({ host }) => host },
  { head: 'instance id', cell: ({ instanceId }) => instanceId ?? '', isOptional: true, maxLength: shortName },
  { head: 'member id', cell: ({ memberId }) => memberId, maxLength: shortName },
  { head: 'partitions', cell: ({ partitions }) => shownPartitions(partitions) },
];

function offsetsTable(offsets: readonly GroupOffset[], members: ReadonlyMap<string, GroupMember>): string {
  const clientOf = ({ memberId }: GroupOffset) => members.get(memberId ?? '')?.clientId ?? '';
  return renderTable(offsets, [
    { head: 'topic', cell: ({ topic }) => topic },
    { head: 'partition', align: 'right', cell: ({ partition }) => String(partition) },
    { head: 'committed', align: 'right', cell: ({ committed }) => shownOffset(committed) },
    { head: 'end', align: 'right', cell: ({ end }) => shownOffset(end) },
    { head: 'lag', align: 'right', cell: ({ lag }) => (lag === null ? '-' : shownNumber(lag)) },
    { head: 'client id', cell: clientOf, isOptional: true, maxLength: shortName },
  ]);
}

/** `orders[0, 2], users[1]`; a topic in a line. */
function shownPartitions(partitions: readonly TopicPartition[]): string {
  const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = topics.map(([topic, ofTopic]) => {
    const numbers = ofTopic.map(({ partition }) => partition).sort((one, other) => one - other);
    return `${topic}[${numbers.join(', ')}]`;
  });
  return lines.join('\n') || 'none';
}

/** Membership, rebalances and commits of the groups. */
import { graph } from '../widget.js';
import type { Row } from './row.js';

const by = ['group'];

export const groups: Row = {
  title: 'Groups',
  colour: 'vivid_purple',
  widgets: [
    graph({
      title: 'Members',
      description: 'Processes that are members of the group.',
      queries: [{ metric: 'kfw_group_member', as: 'sum', by }],
      width: 4,
    }),
    graph({
      title: 'Assigned partitions',
      description: 'By host: a host without partitions has nothing to do.',
      queries: [{ metric: 'kfw_assigned_partitions', as: 'sum', by: ['group', 'host'] }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Rebalances',
      description: 'Many, without a deploy: members come and go, or a handler blocks the event loop.',
      queries: [{ metric: 'kfw_rebalances_total', as: 'sum', by, per: 'interval' }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Work stopped by rebalances',
      description: 'Seconds in which no handler call began.',
      queries: [{ metric: 'kfw_rebalance_seconds', as: 'max', by }],
      unit: 'second',
      width: 4,
    }),
    graph({
      title: 'Duration of commits',
      description: 'Average and maximum.',
      queries: [
        { metric: 'kfw_commit_seconds', as: 'avg', by, alias: 'average' },
        { metric: 'kfw_commit_seconds', as: 'max', by, alias: 'maximum' },
      ],
      unit: 'second',
      width: 4,
    }),
    graph({
      title: 'Failed commits and restarted memberships',
      description: 'What was not committed is handled again by the next owner of the partition.',
      queries: [
        { metric: 'kfw_commit_failures_total', as: 'sum', by, per: 'interval', alias: 'failed commits' },
        { metric: 'kfw_group_restarts_total', as: 'sum', by, per: 'interval', alias: 'restarts' },
      ],
      stacked: true,
      width: 4,
    }),
  ],
};

/** Members, assignments, rebalances and commits. */
import { timeSeries } from '../panel.js';
import { busyBy, perInterval, perMinute, quantileBy, rate, series, sumBy } from '../promql.js';
import type { Row } from './row.js';

export const groups: Row = {
  title: 'Groups',
  collapsed: true,
  panels: [
    timeSeries({
      title: 'Members',
      description: 'Processes that are members of the group.',
      queries: [{ expr: sumBy('group', series('kfw_group_member')), legend: '{{group}}' }],
      unit: 'short',
      width: 8,
      decimals: 0,
    }),
    timeSeries({
      title: 'Assigned partitions',
      description: 'By group and process. A process with none has nothing to do.',
      queries: [
        { expr: sumBy('group, instance', series('kfw_assigned_partitions')), legend: '{{group}} {{instance}}' },
      ],
      unit: 'short',
      width: 8,
      decimals: 0,
      stacked: true,
    }),
    timeSeries({
      title: 'Rebalances',
      description:
        'Per minute, as the member with the most has seen them. Steady ones come from processes that restart.',
      queries: [{ expr: `max by (group) (${perMinute('kfw_rebalances_total')})`, legend: '{{group}}' }],
      unit: 'cpm',
      width: 8,
    }),
    timeSeries({
      title: 'Work stopped by rebalances',
      description: 'The share of the time of all members.',
      queries: [
        {
          expr: `${busyBy('group', 'kfw_rebalance_seconds')} / count by (group) (${series('kfw_group_member')})`,
          legend: '{{group}}',
        },
      ],
      unit: 'percentunit',
      width: 8,
    }),
    timeSeries({
      title: 'Duration of commits',
      description: 'The 99th percentile, failed ones included.',
      queries: [{ expr: quantileBy('group', 0.99, 'kfw_commit_seconds'), legend: '{{group}}' }],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Failed commits',
      description: 'In each interval, by group and error. Single ones belong to rebalances.',
      queries: [
        { expr: sumBy('group, error', perInterval('kfw_commit_failures_total')), legend: '{{group}} {{error}}' },
      ],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Restarted memberships',
      description: 'Restarts by why: stalled, or crashed.',
      queries: [
        {
          expr: sumBy('group, cause', perInterval('kfw_group_restarts_total')),
          legend: '{{group}} {{cause}}',
        },
      ],
      unit: 'short',
      width: 12,
    }),
    timeSeries({
      title: 'Commits',
      description: 'Commits per second, failed ones included.',
      queries: [
        {
          expr: sumBy('group', `rate(${series('kfw_commit_seconds', '', '_count')}[$__rate_interval])`),
          legend: '{{group}}',
        },
        { expr: sumBy('group', rate('kfw_commit_failures_total')), legend: '{{group}} failed' },
      ],
      unit: 'cps',
      width: 12,
    }),
  ],
};

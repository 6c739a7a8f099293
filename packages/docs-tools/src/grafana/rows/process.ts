/** The process itself: memory, event loop, restarts, versions. */
import { stateTimeline, timeSeries } from '../panel.js';
import { maxBy, perInterval, series, sumBy } from '../promql.js';
import { table } from '../table.js';
import type { Row } from './row.js';

export const processRow: Row = {
  title: 'Process',
  collapsed: true,
  panels: [
    timeSeries({
      title: 'Buffers',
      description: 'Messages in memory as a share of their bound. in: fetched and not finished; out: not acknowledged.',
      queries: [
        {
          expr: `${series('kfw_buffered_bytes')} / ${series('kfw_buffer_limit_bytes')}`,
          legend: '{{instance}} {{direction}}',
        },
      ],
      unit: 'percentunit',
      width: 8,
      thresholds: [{ value: 0.9, color: 'red' }],
    }),
    timeSeries({
      title: 'Event loop delay',
      description: 'Over the last 10 s. Heartbeats and probes wait as long.',
      queries: [
        {
          expr: maxBy('instance, statistic', series('kfw_event_loop_delay_seconds')),
          legend: '{{instance}} {{statistic}}',
        },
      ],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Event loop blocked',
      description: 'Times that nothing else ran for longer than a second.',
      queries: [
        {
          expr: sumBy('instance', perInterval('kfw_event_loop_blocked_total')),
          legend: '{{instance}}',
        },
      ],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Memory',
      description: 'Resident memory, and what of it is the heap of JavaScript.',
      queries: [
        { expr: series('kfw_process_memory_bytes', 'kind="rss"'), legend: '{{instance}} rss' },
        { expr: series('kfw_process_memory_bytes', 'kind="heapUsed"'), legend: '{{instance}} heap' },
      ],
      unit: 'bytes',
      width: 8,
    }),
    timeSeries({
      title: 'Uptime',
      description: 'A saw is a process that restarts.',
      queries: [{ expr: `time() - ${series('kfw_process_start_time_seconds')}`, legend: '{{instance}}' }],
      unit: 's',
      width: 8,
    }),
    stateTimeline({
      title: 'State of the server',
      description: 'The states that each server was in.',
      queries: [{ expr: `${series('kfw_server_state')} > 0`, legend: '{{instance}} {{state}}' }],
      unit: 'short',
      width: 8,
    }),
    table({
      title: 'Versions',
      description: 'What runs where, and since when.',
      width: 24,
      labels: ['job', 'instance', 'version', 'node', 'client'],
      sortBy: 'running for',
      columns: [
        {
          heading: 'running for',
          expr: `sum by (job, instance, version, node, client) (${series('kfw_info')} * on (job, instance) group_left () (time() - ${series('kfw_process_start_time_seconds')}))`,
          unit: 's',
        },
      ],
    }),
  ],
};

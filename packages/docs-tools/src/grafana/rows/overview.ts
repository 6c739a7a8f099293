/** Is it stuck, how far behind, what failed, since when: the row that is open. */
import { stat, stateTimeline, timeSeries } from '../panel.js';
import { alerts, inRange, perMinute, rate, series, sumBy } from '../promql.js';
import { table } from '../table.js';
import type { Row } from './row.js';

const alarming = [{ value: 1, color: 'red' }] as const;
const oldThresholds = [
  { value: 60, color: 'orange' },
  { value: 300, color: 'red' },
] as const;
const lane = 'group, topic, consumer';

export const overview: Row = {
  title: 'Overview',
  collapsed: false,
  panels: [
    stat({
      title: 'Stalled partitions',
      description: 'Partitions that have work and made no progress for consumer.stallTimeoutMs. Is it stuck?',
      queries: [{ expr: `sum(${series('kfw_stalled_partitions')})`, legend: 'stalled' }],
      unit: 'short',
      width: 3,
      thresholds: alarming,
    }),
    stat({
      title: 'Oldest unfinished message',
      description: 'The age of the oldest message that is not finished, over all groups. How far behind?',
      queries: [{ expr: `max(${series('kfw_consumer_lag_seconds')})`, legend: 'age' }],
      unit: 's',
      width: 3,
      thresholds: oldThresholds,
    }),
    stat({
      title: 'Behind since',
      description:
        'When the oldest unfinished message was written; empty without one. Compare it with the time of the last deploy.',
      queries: [{ expr: `1000 * (time() - (max(${series('kfw_consumer_lag_seconds')}) > 0))`, legend: 'since' }],
      unit: 'dateTimeAsIsoNoDateIfToday',
      width: 3,
    }),
    stat({
      title: 'Lag',
      description: 'Messages from the first unfinished one to the end, over all partitions.',
      queries: [{ expr: `sum(${series('kfw_consumer_lag_messages')})`, legend: 'messages' }],
      unit: 'short',
      width: 3,
    }),
    stat({
      title: 'Waiting partitions',
      description: 'Partitions that wait for something that is down, such as a database. They continue by themselves.',
      queries: [{ expr: `sum(${series('kfw_consumer_waiting_partitions')})`, legend: 'waiting' }],
      unit: 'short',
      width: 3,
      thresholds: [{ value: 1, color: 'orange' }],
    }),
    stat({
      title: 'Dead letters',
      description: 'Messages that were given up in the time that is shown. kfw dlq list names them.',
      queries: [
        { expr: `sum(${inRange('kfw_consumer_messages_total', 'outcome="deadLettered"')})`, legend: 'dead letters' },
      ],
      unit: 'short',
      width: 3,
      decimals: 0,
      thresholds: alarming,
    }),
    stat({
      title: 'Messages lost by producers',
      description: 'Messages that were not delivered, or did not fit the buffer, in the time that is shown.',
      queries: [
        {
          expr: `sum(${inRange('kfw_producer_failures_total')}) + sum(${inRange('kfw_producer_dropped_total')})`,
          legend: 'lost',
        },
      ],
      unit: 'short',
      width: 3,
      decimals: 0,
      thresholds: alarming,
    }),
    stat({
      title: 'Processes',
      description: 'Processes whose metrics Prometheus has.',
      queries: [{ expr: `count(${series('kfw_info')})`, legend: 'processes' }],
      unit: 'short',
      width: 3,
    }),
    timeSeries({
      title: 'Age of the oldest unfinished message',
      description: 'A line that rises by a second per second is a message that blocks its partition.',
      queries: [
        { expr: `max by (group, topic) (${series('kfw_consumer_lag_seconds')})`, legend: '{{group}} {{topic}}' },
      ],
      unit: 's',
      width: 8,
      thresholds: [{ value: 300, color: 'red' }],
    }),
    timeSeries({
      title: 'Messages by outcome',
      description: 'Messages per second that are done, by how.',
      queries: [{ expr: sumBy('outcome', rate('kfw_consumer_messages_total')), legend: '{{outcome}}' }],
      unit: 'cps',
      width: 8,
      stacked: true,
    }),
    timeSeries({
      title: 'Failed handler calls',
      description: 'Per minute, by what was decided: retry, wait, deadLetter, retryTopic, skip or stop.',
      queries: [{ expr: sumBy('decision', perMinute('kfw_consumer_failures_total')), legend: '{{decision}}' }],
      unit: 'cpm',
      width: 8,
      stacked: true,
    }),
    table({
      title: 'What is behind',
      description: 'Each consumer, the one with the oldest unfinished message first.',
      width: 14,
      labels: ['group', 'topic', 'consumer'],
      sortBy: 'oldest',
      columns: [
        {
          heading: 'oldest',
          expr: `max by (${lane}) (${series('kfw_consumer_lag_seconds')})`,
          unit: 's',
          thresholds: oldThresholds,
        },
        { heading: 'lag', expr: sumBy(lane, series('kfw_consumer_lag_messages')), unit: 'short' },
        { heading: 'messages/s', expr: sumBy(lane, rate('kfw_consumer_messages_total')), unit: 'cps' },
        {
          heading: 'stalled',
          expr: sumBy(lane, series('kfw_stalled_partitions')),
          unit: 'short',
          thresholds: alarming,
        },
        {
          heading: 'waiting',
          expr: sumBy(lane, series('kfw_consumer_waiting_partitions')),
          unit: 'short',
          thresholds: [{ value: 1, color: 'orange' }],
        },
        { heading: 'partitions', expr: sumBy(lane, series('kfw_assigned_partitions')), unit: 'short' },
      ],
    }),
    stateTimeline({
      title: 'Alerts',
      description: 'Alerts of kfw that are firing (red) or about to (orange). Empty without alerts.',
      queries: [
        {
          expr: `max by (alertname) (${alerts('firing')} * 2 or ${alerts('pending')})`,
          legend: '{{alertname}}',
        },
      ],
      unit: 'short',
      width: 10,
      thresholds: [
        { value: 1, color: 'orange' },
        { value: 2, color: 'red' },
      ],
    }),
  ],
};

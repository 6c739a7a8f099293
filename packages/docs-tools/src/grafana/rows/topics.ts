/** Lag, throughput and handlers, by topic. */
import { heatmap, timeSeries } from '../panel.js';
import { averageBy, bucketsBy, busyBy, maxBy, quantileBy, rate, series, sumBy } from '../promql.js';
import type { Row } from './row.js';

const lane = 'group, topic';
const legend = '{{group}} {{topic}}';

export const topics: Row = {
  title: 'Topics',
  collapsed: true,
  panels: [
    timeSeries({
      title: 'Lag in seconds',
      description: 'The age of the oldest unfinished message. It also grows in a partition that is paused or blocked.',
      queries: [{ expr: maxBy(lane, series('kfw_consumer_lag_seconds')), legend }],
      unit: 's',
      width: 8,
      thresholds: [{ value: 300, color: 'red' }],
    }),
    timeSeries({
      title: 'Lag in messages',
      description: 'From the first unfinished message to the end.',
      queries: [{ expr: sumBy(lane, series('kfw_consumer_lag_messages')), legend }],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Stalled and waiting partitions',
      description: 'Stalled ones make no progress, waiting ones wait for something that is down.',
      queries: [
        { expr: sumBy(lane, series('kfw_stalled_partitions')), legend: `${legend} stalled` },
        { expr: sumBy(lane, series('kfw_consumer_waiting_partitions')), legend: `${legend} waiting` },
      ],
      unit: 'short',
      width: 8,
      decimals: 0,
    }),
    timeSeries({
      title: 'Messages',
      description: 'Messages per second that are done.',
      queries: [{ expr: sumBy(lane, rate('kfw_consumer_messages_total')), legend }],
      unit: 'cps',
      width: 8,
    }),
    timeSeries({
      title: 'Bytes',
      description: 'Bytes per second of the messages that are done.',
      queries: [{ expr: sumBy(lane, rate('kfw_consumer_bytes_total')), legend }],
      unit: 'Bps',
      width: 8,
    }),
    timeSeries({
      title: 'Handlers at work',
      description: 'How many calls ran at once on average. Near the number of partitions: handlers are what limits it.',
      queries: [{ expr: busyBy('group, topic', 'kfw_consumer_handler_seconds'), legend }],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Duration of handler calls',
      description: 'Median and 99th percentile, failed calls included.',
      queries: [
        { expr: quantileBy('consumer', 0.5, 'kfw_consumer_handler_seconds'), legend: '{{consumer}} p50' },
        { expr: quantileBy('consumer', 0.99, 'kfw_consumer_handler_seconds'), legend: '{{consumer}} p99' },
      ],
      unit: 's',
      width: 8,
    }),
    heatmap({
      title: 'Durations of handler calls',
      description: 'Calls per second by duration. Two bands are two kinds of work.',
      queries: [{ expr: bucketsBy('', 'kfw_consumer_handler_seconds'), legend: '{{le}}' }],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Time in memory before handling',
      description:
        'The 95th percentile of the oldest message of a call. Long times with short calls: too few handlers.',
      queries: [{ expr: quantileBy(lane, 0.95, 'kfw_consumer_queue_seconds'), legend }],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Messages per handler call',
      description:
        'The average. A call of consume gets a batch; process is called in a run over the available messages, which begins again after a failure.',
      queries: [{ expr: averageBy(lane, 'kfw_consumer_batch_messages'), legend }],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Time spent waiting',
      description: 'Partitions that waited for something that is down, on average.',
      queries: [{ expr: sumBy(lane, rate('kfw_consumer_waiting_seconds_total')), legend }],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Buffered messages',
      description: 'Memory of messages that are fetched and not finished.',
      queries: [{ expr: sumBy(lane, series('kfw_consumer_buffer_bytes')), legend }],
      unit: 'bytes',
      width: 8,
      stacked: true,
    }),
  ],
};

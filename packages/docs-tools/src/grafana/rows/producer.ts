/** What the app sends. */
import { heatmap, timeSeries } from '../panel.js';
import { averageBy, bucketsBy, perInterval, perMinute, quantileBy, rate, series, sumBy } from '../promql.js';
import type { Row } from './row.js';

const legend = '{{topic}}';

export const producer: Row = {
  title: 'Producer',
  collapsed: true,
  panels: [
    timeSeries({
      title: 'Messages sent',
      description: 'Acknowledged messages per second.',
      queries: [{ expr: sumBy('topic', rate('kfw_producer_messages_total')), legend }],
      unit: 'cps',
      width: 8,
    }),
    timeSeries({
      title: 'Bytes sent',
      description: 'Bytes per second of the acknowledged messages.',
      queries: [{ expr: sumBy('topic', rate('kfw_producer_bytes_total')), legend }],
      unit: 'Bps',
      width: 8,
    }),
    timeSeries({
      title: 'Delivery time',
      description: 'From the call to the acknowledgement of the oldest message of a batch: median and 99th percentile.',
      queries: [
        { expr: quantileBy('topic', 0.5, 'kfw_delivery_seconds'), legend: `${legend} p50` },
        { expr: quantileBy('topic', 0.99, 'kfw_delivery_seconds'), legend: `${legend} p99` },
      ],
      unit: 's',
      width: 8,
    }),
    heatmap({
      title: 'Delivery times',
      description: 'Batches per second by delivery time.',
      queries: [{ expr: bucketsBy('', 'kfw_delivery_seconds'), legend: '{{le}}' }],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Time in the buffer',
      description: 'The 95th percentile of the oldest message of a batch before it was sent first.',
      queries: [{ expr: quantileBy('topic', 0.95, 'kfw_producer_queue_seconds'), legend }],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Messages per batch',
      description: 'The average. Larger batches cost less per message.',
      queries: [{ expr: averageBy('topic', 'kfw_producer_batch_messages'), legend }],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Batches sent again',
      description: 'Per minute, by error. Retries during a change of leaders are normal.',
      queries: [
        { expr: sumBy('topic, error', perMinute('kfw_producer_retries_total')), legend: '{{topic}} {{error}}' },
      ],
      unit: 'cpm',
      width: 8,
    }),
    timeSeries({
      title: 'Messages lost',
      description: 'In each interval: not delivered, by error, or dropped by a full buffer. deliver has thrown.',
      queries: [
        { expr: sumBy('topic, error', perInterval('kfw_producer_failures_total')), legend: '{{topic}} {{error}}' },
        { expr: sumBy('topic', perInterval('kfw_producer_dropped_total')), legend: '{{topic}} dropped' },
      ],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Messages without an acknowledgement',
      description: 'By process. A line that rises is a broker that does not answer.',
      queries: [{ expr: sumBy('instance', series('kfw_producer_buffered_messages')), legend: '{{instance}}' }],
      unit: 'short',
      width: 12,
    }),
    timeSeries({
      title: 'Transactions',
      description: 'Per minute. In doubt: no response said whether it was committed.',
      queries: [{ expr: sumBy('outcome', perMinute('kfw_transactions_total')), legend: '{{outcome}}' }],
      unit: 'cpm',
      width: 12,
    }),
  ],
};

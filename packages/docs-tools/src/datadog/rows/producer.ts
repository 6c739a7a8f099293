/** What is sent, how long it takes, and what is lost. */
import { graph } from '../widget.js';
import type { Row } from './row.js';

const by = ['topic'];

export const producer: Row = {
  title: 'Producer',
  colour: 'vivid_pink',
  widgets: [
    graph({
      title: 'Messages sent',
      description: 'Messages per second that were acknowledged.',
      queries: [{ metric: 'kfw_producer_messages_total', as: 'sum', by, per: 'second' }],
      width: 4,
    }),
    graph({
      title: 'Bytes sent',
      description: 'Before compression.',
      queries: [{ metric: 'kfw_producer_bytes_total', as: 'sum', by, per: 'second' }],
      unit: 'byte',
      width: 4,
    }),
    graph({
      title: 'Delivery time',
      description: 'From the call to the acknowledgement, retries included.',
      queries: [
        { metric: 'kfw_delivery_seconds', as: 'avg', by, alias: 'average' },
        { metric: 'kfw_delivery_seconds', as: 'max', by, alias: 'maximum' },
      ],
      unit: 'second',
      width: 4,
    }),
    graph({
      title: 'Time in the buffer',
      description: 'Before a batch is sent first.',
      queries: [{ metric: 'kfw_producer_queue_seconds', as: 'avg', by }],
      unit: 'second',
      width: 4,
    }),
    graph({
      title: 'Messages per batch',
      description: 'More is cheaper for the brokers.',
      queries: [{ metric: 'kfw_producer_batch_messages', as: 'avg', by }],
      width: 4,
    }),
    graph({
      title: 'Batches sent again',
      description: 'By the error that the broker responded with.',
      queries: [{ metric: 'kfw_producer_retries_total', as: 'sum', by: ['topic', 'error'], per: 'interval' }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Messages lost',
      description: 'Not delivered, or not taken by a full buffer.',
      queries: [
        { metric: 'kfw_producer_failures_total', as: 'sum', by: ['topic', 'error'], per: 'interval', alias: 'failed' },
        { metric: 'kfw_producer_dropped_total', as: 'sum', by, per: 'interval', alias: 'dropped' },
      ],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Messages without an acknowledgement',
      description: 'Those that wait in the buffer or for a response.',
      queries: [{ metric: 'kfw_producer_buffered_messages', as: 'sum', by: ['host'] }],
      width: 4,
    }),
    graph({
      title: 'Transactions',
      description: 'By how they ended.',
      queries: [{ metric: 'kfw_transactions_total', as: 'sum', by: ['outcome'], per: 'interval' }],
      stacked: true,
      width: 4,
    }),
  ],
};

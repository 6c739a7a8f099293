/** Is it stuck, how far behind, what failed, since when. */
import { graph, number, topList } from '../widget.js';
import type { Row } from './row.js';

export const overview: Row = {
  title: 'Overview',
  colour: 'vivid_blue',
  widgets: [
    number({
      title: 'Stalled partitions',
      description: 'Partitions that have work and made no progress for consumer.stallTimeoutMs. Is it stuck?',
      queries: [{ metric: 'kfw_stalled_partitions', as: 'sum' }],
      limit: 0,
      width: 3,
    }),
    number({
      title: 'Oldest unfinished message',
      description: 'The age of the oldest message that is not finished, over all groups. How far behind?',
      queries: [{ metric: 'kfw_consumer_lag_seconds', as: 'max' }],
      unit: 'second',
      limit: 300,
      width: 3,
    }),
    number({
      title: 'Dead letters',
      description: 'Messages that were given up in the time that is shown. kfw dlq list names them.',
      queries: [{ metric: 'kfw_dead_letters_total', as: 'sum', per: 'interval' }],
      formula: 'default_zero(q1)',
      limit: 0,
      width: 3,
    }),
    number({
      title: 'Messages lost by producers',
      description: 'Messages that were not delivered, or did not fit the buffer, in the time that is shown.',
      queries: [
        { metric: 'kfw_producer_failures_total', as: 'sum', per: 'interval' },
        { metric: 'kfw_producer_dropped_total', as: 'sum', per: 'interval' },
      ],
      formula: 'default_zero(q1) + default_zero(q2)',
      limit: 0,
      width: 3,
    }),
    number({
      title: 'Lag',
      description: 'Messages from the first unfinished one to the end, over all partitions.',
      queries: [{ metric: 'kfw_consumer_lag_messages', as: 'sum' }],
      width: 4,
    }),
    number({
      title: 'Waiting partitions',
      description: 'Partitions that wait for something that is down, such as a database. They continue by themselves.',
      queries: [{ metric: 'kfw_consumer_waiting_partitions', as: 'sum' }],
      limit: 0,
      width: 4,
    }),
    number({
      title: 'Processes',
      description: 'Processes that send metrics. Several on one host are one, unless a tag tells them apart.',
      queries: [{ metric: 'kfw_info', as: 'sum' }],
      width: 4,
    }),
    graph({
      title: 'Age of the oldest unfinished message',
      description: 'A line that rises by a second per second is a message that blocks its partition.',
      queries: [{ metric: 'kfw_consumer_lag_seconds', as: 'max', by: ['group', 'topic'] }],
      unit: 'second',
      limit: 300,
      width: 4,
    }),
    graph({
      title: 'Messages by outcome',
      description: 'Messages per second that are done, by how.',
      queries: [{ metric: 'kfw_consumer_messages_total', as: 'sum', by: ['outcome'], per: 'second' }],
      stacked: true,
      width: 4,
    }),
    topList({
      title: 'What is behind',
      description: 'Each consumer, the one with the oldest unfinished message first.',
      queries: [{ metric: 'kfw_consumer_lag_seconds', as: 'max', by: ['group', 'topic', 'consumer'] }],
      unit: 'second',
      width: 4,
    }),
  ],
};

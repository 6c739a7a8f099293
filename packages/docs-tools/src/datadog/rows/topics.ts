/** What each topic's consumer does, and how far it is behind. */
import { graph } from '../widget.js';
import type { Row } from './row.js';

const by = ['group', 'topic'];

export const topics: Row = {
  title: 'Topics',
  colour: 'vivid_green',
  widgets: [
    graph({
      title: 'Lag in messages',
      description: 'Messages from the first unfinished one to the end.',
      queries: [{ metric: 'kfw_consumer_lag_messages', as: 'sum', by }],
      width: 4,
    }),
    graph({
      title: 'Stalled and waiting partitions',
      description: 'Stalled: no progress. Waiting: something that the handler needs is down.',
      queries: [
        { metric: 'kfw_stalled_partitions', as: 'sum', by, alias: 'stalled' },
        { metric: 'kfw_consumer_waiting_partitions', as: 'sum', by, alias: 'waiting' },
      ],
      width: 4,
    }),
    graph({
      title: 'Messages',
      description: 'Messages per second that are done.',
      queries: [{ metric: 'kfw_consumer_messages_total', as: 'sum', by, per: 'second' }],
      width: 4,
    }),
    graph({
      title: 'Bytes',
      description: 'Bytes per second of messages that are done.',
      queries: [{ metric: 'kfw_consumer_bytes_total', as: 'sum', by, per: 'second' }],
      unit: 'byte',
      width: 4,
    }),
    graph({
      title: 'Duration of handler calls',
      description: 'Average and maximum. Percentiles: switch them on for kfw.consumer.handler in Datadog.',
      queries: [
        { metric: 'kfw_consumer_handler_seconds', as: 'avg', by: ['consumer'], alias: 'average' },
        { metric: 'kfw_consumer_handler_seconds', as: 'max', by: ['consumer'], alias: 'maximum' },
      ],
      unit: 'second',
      width: 4,
    }),
    graph({
      title: 'Handlers at work',
      description: 'Calls that run on average: as many as there are slots means that slots are the limit.',
      queries: [{ metric: 'kfw_consumer_handler_seconds', as: 'sum', by, per: 'second' }],
      width: 4,
    }),
    graph({
      title: 'Time in memory before handling',
      description: 'Long, while lag is small: the handlers are slower than the fetches.',
      queries: [{ metric: 'kfw_consumer_queue_seconds', as: 'avg', by }],
      unit: 'second',
      width: 4,
    }),
    graph({
      title: 'Messages per handler call',
      description: 'Average size of what a handler gets at once.',
      queries: [{ metric: 'kfw_consumer_batch_messages', as: 'avg', by }],
      width: 4,
    }),
    graph({
      title: 'Time spent waiting',
      description: 'Partitions that waited, on average, for something that is down.',
      queries: [{ metric: 'kfw_consumer_waiting_seconds_total', as: 'sum', by, per: 'second' }],
      width: 4,
    }),
  ],
};

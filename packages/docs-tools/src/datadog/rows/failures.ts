/** What failed, why, and what became dead letters. */
import { graph, topList } from '../widget.js';
import type { Row } from './row.js';

export const failures: Row = {
  title: 'Errors and dead letters',
  colour: 'vivid_orange',
  widgets: [
    graph({
      title: 'Failed handler calls by error',
      description: 'By the class of the error.',
      queries: [{ metric: 'kfw_consumer_failures_total', as: 'sum', by: ['topic', 'error'], per: 'interval' }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Failed handler calls by decision',
      description: 'Retried, dead-lettered, moved to a retry topic, skipped, or the end of the process.',
      queries: [{ metric: 'kfw_consumer_failures_total', as: 'sum', by: ['decision'], per: 'interval' }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Dead letters by error',
      description: 'kfw dlq list names them.',
      queries: [{ metric: 'kfw_dead_letters_total', as: 'sum', by: ['topic', 'error'], per: 'interval' }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Unhandled dead letters',
      description: 'Those that kfw dlq has neither replayed nor discarded.',
      queries: [{ metric: 'kfw_dead_letter_backlog_messages', as: 'max', by: ['topic'] }],
      width: 4,
    }),
    graph({
      title: 'Skipped messages by error',
      description: 'Messages that count as done without having been handled.',
      queries: [{ metric: 'kfw_consumer_skips_total', as: 'sum', by: ['topic', 'error'], per: 'interval' }],
      stacked: true,
      width: 4,
    }),
    topList({
      title: 'What failed',
      description: 'Failed calls in the time that is shown.',
      queries: [
        {
          metric: 'kfw_consumer_failures_total',
          as: 'sum',
          by: ['group', 'topic', 'consumer', 'error'],
          per: 'interval',
        },
      ],
      width: 4,
    }),
  ],
};

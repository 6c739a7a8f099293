/** Errors of handlers, and dead letters. */
import { timeSeries } from '../panel.js';
import { inRange, maxBy, perInterval, perMinute, series, sumBy } from '../promql.js';
import { table } from '../table.js';
import type { Row } from './row.js';

/** Classes of errors that did not occur in the range have no row. */
const failed = (name: Parameters<typeof inRange>[0]): string =>
  `${sumBy('group, topic, consumer, error', inRange(name))} > 0`;

export const failures: Row = {
  title: 'Errors and dead letters',
  collapsed: true,
  panels: [
    timeSeries({
      title: 'Failed handler calls by error',
      description: 'In each interval, by topic and class of the error. Since when, and for which topics?',
      queries: [
        { expr: sumBy('topic, error', perInterval('kfw_consumer_failures_total')), legend: '{{topic}} {{error}}' },
      ],
      unit: 'short',
      width: 12,
    }),
    timeSeries({
      title: 'Dead letters by error',
      description: 'In each interval. verdict: the handler said so.',
      queries: [{ expr: sumBy('topic, error', perInterval('kfw_dead_letters_total')), legend: '{{topic}} {{error}}' }],
      unit: 'short',
      width: 12,
    }),
    timeSeries({
      title: 'Unhandled dead letters',
      description: 'Dead letters that kfw dlq has neither replayed nor discarded.',
      queries: [{ expr: maxBy('topic', series('kfw_dead_letter_backlog_messages')), legend: '{{topic}}' }],
      unit: 'short',
      width: 8,
      decimals: 0,
      thresholds: [{ value: 1, color: 'orange' }],
    }),
    timeSeries({
      title: 'Skipped messages by error',
      description: 'In each interval. They are not handled again by themselves.',
      queries: [
        { expr: sumBy('topic, error', perInterval('kfw_consumer_skips_total')), legend: '{{topic}} {{error}}' },
      ],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Expired, skipped, sent to a retry topic',
      description: 'Messages per minute that are done without having been handled here, by outcome.',
      queries: [
        {
          expr: sumBy(
            'topic, outcome',
            perMinute('kfw_consumer_messages_total', 'outcome=~"expired|retryScheduled|skipped"'),
          ),
          legend: '{{topic}} {{outcome}}',
        },
      ],
      unit: 'cpm',
      width: 8,
    }),
    table({
      title: 'What failed',
      description:
        'In the time that is shown, by consumer and error, the most failed calls first. About: of a process that restarted, some may be missing.',
      width: 24,
      labels: ['group', 'topic', 'consumer', 'error'],
      sortBy: 'failed calls',
      columns: [
        {
          heading: 'failed calls',
          expr: failed('kfw_consumer_failures_total'),
          unit: 'short',
          decimals: 0,
        },
        {
          heading: 'dead letters',
          expr: failed('kfw_dead_letters_total'),
          unit: 'short',
          decimals: 0,
          thresholds: [{ value: 1, color: 'red' }],
        },
        {
          heading: 'skipped',
          expr: failed('kfw_consumer_skips_total'),
          unit: 'short',
          decimals: 0,
        },
      ],
    }),
  ],
};

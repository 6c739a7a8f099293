/** Requests to brokers and to the schema registry. */
import { timeSeries } from '../panel.js';
import { perInterval, quantileBy, series, sumBy } from '../promql.js';
import type { Row } from './row.js';

export const connections: Row = {
  title: 'Brokers and registry',
  collapsed: true,
  panels: [
    timeSeries({
      title: 'Requests',
      description: 'Per second, by API.',
      queries: [
        {
          expr: sumBy('api', `rate(${series('kfw_request_seconds', '', '_count')}[$__rate_interval])`),
          legend: '{{api}}',
        },
      ],
      unit: 'reqps',
      width: 8,
    }),
    timeSeries({
      title: 'Duration of requests by API',
      description: 'The 99th percentile. Fetch waits for messages, JoinGroup and SyncGroup for other members.',
      queries: [{ expr: quantileBy('api', 0.99, 'kfw_request_seconds'), legend: '{{api}}' }],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Duration of requests by broker',
      description: 'The 99th percentile. One slow broker stands out.',
      queries: [{ expr: quantileBy('broker', 0.99, 'kfw_request_seconds'), legend: '{{broker}}' }],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Failed requests',
      description: 'In each interval, by broker, API and error.',
      queries: [
        {
          expr: sumBy('broker, api, error', perInterval('kfw_request_errors_total')),
          legend: '{{broker}} {{api}} {{error}}',
        },
      ],
      unit: 'short',
      width: 8,
    }),
    timeSeries({
      title: 'Duration of requests to the registry',
      description: 'The 99th percentile since the processes started: schemas are kept, so there are few requests.',
      queries: [
        {
          expr: `histogram_quantile(0.99, ${sumBy('le', series('kfw_registry_request_seconds', '', '_bucket'))})`,
          legend: 'p99',
        },
      ],
      unit: 's',
      width: 8,
    }),
    timeSeries({
      title: 'Failed requests to the registry',
      description: 'In each interval, by error.',
      queries: [{ expr: sumBy('error', perInterval('kfw_registry_request_errors_total')), legend: '{{error}}' }],
      unit: 'short',
      width: 8,
    }),
  ],
};

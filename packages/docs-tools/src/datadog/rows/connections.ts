/** Requests to brokers and to the schema registry. The broker is not a tag by default. */
import { graph } from '../widget.js';
import type { Row } from './row.js';

export const connections: Row = {
  title: 'Brokers and registry',
  colour: 'gray',
  widgets: [
    graph({
      title: 'Requests',
      description: 'Per second, by API.',
      queries: [{ metric: 'kfw_request_seconds', as: 'count', by: ['api'], per: 'second' }],
      width: 4,
    }),
    graph({
      title: 'Duration of requests',
      description: 'The average by API; a Fetch waits for messages at the broker.',
      queries: [{ metric: 'kfw_request_seconds', as: 'avg', by: ['api'] }],
      unit: 'second',
      width: 4,
    }),
    graph({
      title: 'Failed requests',
      description: 'By API and error.',
      queries: [{ metric: 'kfw_request_errors_total', as: 'sum', by: ['api', 'error'], per: 'interval' }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Duration of requests to the registry',
      description: 'Average and maximum.',
      queries: [
        { metric: 'kfw_registry_request_seconds', as: 'avg', alias: 'average' },
        { metric: 'kfw_registry_request_seconds', as: 'max', alias: 'maximum' },
      ],
      unit: 'second',
      width: 6,
    }),
    graph({
      title: 'Failed requests to the registry',
      description: 'Messages of a schema that is not known yet wait for it.',
      queries: [{ metric: 'kfw_registry_request_errors_total', as: 'sum', by: ['error'], per: 'interval' }],
      stacked: true,
      width: 6,
    }),
  ],
};

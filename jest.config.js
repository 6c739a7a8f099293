/** The tests that need nothing but this checkout. Scenarios have a run of their own: packages/scenarios/jest.config.js. */
import { project } from './jest.project.js';

export default {
  // jest alone would leave one of two cores idle.
  maxWorkers: '100%',
  projects: [
    ...[
      'core',
      'transport-kafkajs',
      'avro',
      'broker',
      'schema-compat',
      'operating',
      'metrics',
      'statsd',
      'opentelemetry',
      'registry',
      'kfw',
      'testing',
      'bench',
    ].map((name) => project(name)),
    project('architecture', 'packages/docs-tools/architecture'),
    project('docs', 'packages/docs-tools/docs'),
    // The frame of the scenarios, and the tools that verify: what of them needs no cluster.
    ...['test-cluster', 'chaos', 'broker-verification'].map((name) => project(name, `packages/${name}/test`)),
  ],
};

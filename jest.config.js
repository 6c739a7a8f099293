/** The tests that need nothing but this checkout. Scenarios have a run of their own: packages/scenarios/jest.config.js. */
import { project } from './jest.project.js';

export default {
  // jest alone would leave one of two cores idle.
  maxWorkers: '100%',
  projects: [
    ...['core', 'transport-kafkajs', 'avro', 'broker', 'schema-compat', 'registry', 'kfw', 'testing', 'bench'].map(
      (name) => project(name),
    ),
    project('architecture', 'packages/scenarios/architecture'),
    project('docs', 'packages/scenarios/docs'),
    project('scenarios-frame', 'packages/scenarios/test'),
  ],
};

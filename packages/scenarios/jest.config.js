/**
 * Scenarios run on a real cluster, one for the whole run, so they have a run of their own. Setup and reporter are
 * loaded by jest itself and not by a test: from `dist`, so build first.
 */
import { project } from '../../jest.project.js';

const frame = '<rootDir>/packages/scenarios/dist/jest';

export default {
  ...project('scenarios'),
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/packages/scenarios/(architecture|docs|test)/'],
  globalSetup: `${frame}/global-setup.js`,
  globalTeardown: `${frame}/global-teardown.js`,
  testSequencer: '<rootDir>/packages/scenarios/jest.sequencer.js',
  reporters: ['default', `${frame}/behaviour-reporter.js`],
  // As many as there are cores: with more, brokers that only have no processor look like brokers that hang.
  maxWorkers: 2,
  testTimeout: 60_000,
};

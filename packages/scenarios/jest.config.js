/**
 * Scenarios run on a real cluster, one for the whole run, so they have a run of their own. Setup and reporter are
 * loaded by jest itself and not by a test: from `dist`, so build first.
 */
import { project } from '../../jest.project.js';

const frame = '<rootDir>/packages/test-cluster';

export default {
  ...project('scenarios', 'packages/scenarios', 'packages/broker-verification/conformance'),
  globalSetup: `${frame}/dist/jest/global-setup.js`,
  globalTeardown: `${frame}/dist/jest/global-teardown.js`,
  testSequencer: `${frame}/jest.sequencer.js`,
  reporters: ['default', `${frame}/dist/jest/behaviour-reporter.js`],
  // As many as there are cores: with more, brokers that only have no processor look like brokers that hang.
  maxWorkers: 2,
  testTimeout: 60_000,
};

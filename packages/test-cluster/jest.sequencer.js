/**
 * The order of the scenarios: those that take a minute come first, so that no core is idle at the end of a run while the
 * last of them runs on the other. On a machine that has run them before, jest knows by itself; a CI machine has not.
 */
import TestSequencer from '@jest/test-sequencer';

/** Below packages/scenarios. Those that load both cores lie between those that wait. */
export const longest = [
  'walk/the-walk',
  'producing/acknowledged-messages-survive-killed-brokers',
  'faults/a-process-killed-mid-batch-handles-every-message',
  'chaos/one-minute-of-chaos-loses-nothing-and-keeps-order',
  'chaos/planted-faults-make-the-checker-fail',
  'faults/a-killed-leader-loses-nothing',
  'clients/tools-of-apache-kafka',
  'faults/brokers-restart-and-work-continues',
  'conformance/transport/kafkajs',
  'faults/a-frozen-broker-is-noticed',
  'embedded/a-cluster-inside-a-test-leaves-no-handle-open',
  'dead-letters/a-dead-letter-is-acknowledged-before-the-offset-moves',
  'compilers/one-app-runs-the-same-however-it-is-compiled',
  'faults/a-broker-that-is-down-is-waited-for',
  'faults/restarts-that-never-help-end-in-exit-1',
  'producing/buffered-messages-are-flushed-on-sigterm',
  'liveness/brokers-that-hang-are-not-a-stall',
  'walk/the-first-command-of-the-readme',
  'reading/a-reader-continues-when-its-broker-comes-back',
].map((name) => `packages/scenarios/${name}.test.ts`);

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = longest.findIndex((name) => path.endsWith(name));
      return place < 0 ? longest.length : place;
    };
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}

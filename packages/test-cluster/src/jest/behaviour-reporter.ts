/**
 * Prints at the end of a run, for each cluster, which behaviours ran, added up over all test processes. A number that is
 * not in the list of behaviours fails the run. When everything ran, with no filter, so does an expected one that is missing.
 */
import { clusters, isMissing } from '../clusters/clusters.js';
import { behavioursIn } from './behaviour-title.js';
import { readBehaviours } from './behaviours.js';

/** The parts of jest's own types that are read here. */
interface GlobalConfig {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
  readonly testNamePattern?: string | undefined;
  readonly runTestsByPath: boolean;
  readonly onlyChanged: boolean;
  readonly onlyFailures: boolean;
  readonly findRelatedTests: boolean;
  readonly shard?: unknown;
}
interface AssertionResult {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}
interface AggregatedResult {
  readonly testResults: readonly { readonly testResults: readonly AssertionResult[] }[];
}

export default class BehaviourReporter {
  readonly #config: GlobalConfig;
  readonly #errors: string[] = [];

  constructor(config: GlobalConfig) {
    this.#config = config;
  }

  onRunComplete(_contexts: unknown, results: AggregatedResult): void {
    const behaviours = readBehaviours();
    const known = new Set(behaviours.map(({ number }) => number));
    const expected = behaviours.filter(({ isExpected }) => isExpected).map(({ number }) => number);
    const tests = results.testResults.flatMap((file) => file.testResults);
    for (const cluster of clusters()) {
      if (isMissing(cluster)) {
        this.#print(`${cluster.kind}: skipped. ${cluster.unavailable}`);
        continue;
      }
      const ran = behavioursRun(tests, cluster.kind);
      const numbers = [...ran].sort((a, b) => a - b);
      this.#print(`${cluster.kind}: behaviours ${numbers.join(', ') || 'none'} ran.`);
      const unknown = numbers.filter((number) => !known.has(number));
      if (unknown.length > 0)
        this.#fail(
          `Behaviours ${unknown.join(', ')} ran on ${cluster.kind} and are not in docs/contributing/behaviours.md.`,
        );
      const missing = expected.filter((number) => !ran.has(number));
      if (missing.length > 0 && isWhole(this.#config))
        this.#fail(`No scenario ran on ${cluster.kind} for behaviours ${missing.join(', ')}.`);
    }
  }

  /** Jest fails the run when this returns an error. */
  getLastError(): Error | undefined {
    return this.#errors.length === 0 ? undefined : new Error(this.#errors.join(' '));
  }

  #fail(error: string): void {
    this.#errors.push(error);
    this.#print(error);
  }

  #print(line: string): void {
    process.stderr.write(`\n${line}\n`);
  }
}

function behavioursRun(tests: readonly AssertionResult[], kind: string): Set<number> {
  return new Set(
    tests
      .filter((test) => test.ancestorTitles[0] === kind && (test.status === 'passed' || test.status === 'failed'))
      .flatMap((test) => behavioursIn(test.title)),
  );
}

function isWhole(config: GlobalConfig): boolean {
  return (
    config.testPathPatterns.patterns.length === 0 &&
    !config.testNamePattern &&
    !config.runTestsByPath &&
    !config.onlyChanged &&
    !config.onlyFailures &&
    !config.findRelatedTests &&
    config.shard === undefined
  );
}

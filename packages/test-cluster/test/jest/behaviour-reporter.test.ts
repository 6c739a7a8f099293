import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { announceCluster, type ClusterKind } from '../../src/clusters/clusters.js';
import BehaviourReporter from '../../src/jest/behaviour-reporter.js';
import { titleOf } from '../../src/jest/behaviour-title.js';
import { readBehaviours } from '../../src/jest/behaviours.js';

const expected = readBehaviours()
  .filter(({ isExpected }) => isExpected)
  .map(({ number }) => number);
const whole = {
  testPathPatterns: { patterns: [] as string[] },
  runTestsByPath: false,
  onlyChanged: false,
  onlyFailures: false,
  findRelatedTests: false,
};

const on = (kind: ClusterKind, status: string, ...behaviours: number[]) => ({
  testResults: [{ ancestorTitles: [kind], title: titleOf(behaviours, 'a sentence, [7] included'), status }],
});
const file = (status: string, ...behaviours: number[]) => on('apache-kafka', status, ...behaviours);

describe('the list of behaviours at the end of a run', () => {
  const environment = process.env;
  let printed = '';
  beforeEach(() => {
    process.env = { ...environment };
    process.env.KFW_TEST_CLUSTERS = 'apache-kafka';
    announceCluster({ kind: 'apache-kafka', brokers: '127.0.0.1:1', registry: 'http://127.0.0.1:2' });
    printed = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
  });
  afterEach(() => {
    process.env = environment;
    jest.restoreAllMocks();
  });

  const report = (config: typeof whole, ...testResults: ReturnType<typeof file>[]): Error | undefined => {
    const reporter = new BehaviourReporter(config);
    reporter.onRunComplete(undefined, { testResults });
    return reporter.getLastError();
  };

  it('adds up the files, in order, failed tests included', () => {
    report(whole, file('passed', 20, 6), file('failed', 3, 6));
    expect(printed).toContain('apache-kafka: behaviours 3, 6, 20 ran.');
  });

  it('fails the whole run for a missing behaviour, and not for a complete one', () => {
    expect(report(whole, file('passed', ...expected))).toBeUndefined();
    expect(report(whole, file('passed', ...expected.slice(1)))?.message).toBe(
      `No scenario ran on apache-kafka for behaviours ${expected[0]}.`,
    );
  });

  it('counts for each cluster apart, and fails the run for one that lacks a behaviour', () => {
    process.env.KFW_TEST_CLUSTERS = 'apache-kafka,embedded';
    announceCluster({ kind: 'embedded', brokers: '127.0.0.1:3', registry: 'http://127.0.0.1:4' });
    const both = [file('passed', ...expected), on('embedded', 'passed', ...expected)];
    expect(report(whole, ...both)).toBeUndefined();
    expect(report(whole, file('passed', ...expected), on('embedded', 'passed', 6, 3))?.message).toBe(
      `No scenario ran on embedded for behaviours ${expected.filter((number) => ![3, 6].includes(number)).join(', ')}.`,
    );
    expect(printed).toContain('embedded: behaviours 3, 6 ran.');
    expect(report(whole)?.message).toMatch(/on apache-kafka for .* on embedded for /);
  });

  it('fails for a number that is not in the list, in a part of a run too', () => {
    const part = { ...whole, testPathPatterns: { patterns: ['offsets'] } };
    expect(report(part, file('passed', 6, 9_999))?.message).toBe(
      'Behaviours 9999 ran on apache-kafka and are not in docs/contributing/behaviours.md.',
    );
  });

  it('does not fail for an open behaviour, whether it runs or not', () => {
    const open = readBehaviours().find(({ isExpected }) => !isExpected)?.number ?? 0;
    expect(report(whole, file('passed', ...expected, open))).toBeUndefined();
    expect(report(whole, file('passed', ...expected))).toBeUndefined();
  });

  it('does not count a skipped scenario', () => {
    expect(report(whole, file('pending', ...expected))).toBeDefined();
  });

  it('expects nothing when only a part runs', () => {
    expect(report({ ...whole, testPathPatterns: { patterns: ['offsets'] } }, file('passed', 6))).toBeUndefined();
  });

  it('reports a cluster that is missing as skipped', () => {
    process.env = { ...environment, KFW_TEST_BROKERS: '', KFW_TEST_KAFKA_UNAVAILABLE: 'no Java' };
    expect(report(whole)).toBeUndefined();
    expect(printed).toContain('apache-kafka: skipped. no Java');
  });
});

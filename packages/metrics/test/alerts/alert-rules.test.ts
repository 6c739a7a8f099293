/** The alert rules, checked and run by Prometheus's own tool. Without CI the test is skipped where it is not installed. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const rules = path.resolve(__dirname, '../../alerts/kfw.rules.yml');
const unitTest = path.join(__dirname, 'kfw.rules.test.yml');

function promtool(...args: string[]) {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { status, output: stdout + stderr };
}

const isInstalled = spawnSync('promtool', ['--version']).error === undefined;
const test = isInstalled || process.env.CI === 'true' ? it : it.skip;

interface Group {
  readonly rules: readonly { readonly alert: string }[];
}

interface Case {
  readonly alertname: string;
  readonly exp_alerts?: readonly unknown[];
}

interface Tests {
  readonly alert_rule_test: readonly Case[];
}

describe('the alert rules', () => {
  test('are rules to promtool', () => {
    const { status, output } = promtool('check', 'rules', '--lint=all', '--lint-fatal', rules);
    expect(output).toMatch(/SUCCESS: \d+ rules found/);
    expect(status).toBe(0);
  });

  test('fire for their series, and are quiet for others', () => {
    const { status, output } = promtool('test', 'rules', unitTest);
    expect(output).toContain('SUCCESS');
    expect(status).toBe(0);
  });

  it('are all tested, with and without their cause', () => {
    const alerts: string[] = parse(readFileSync(rules, 'utf8')).groups.flatMap((group: Group) =>
      group.rules.map(({ alert }) => alert),
    );
    const cases: Case[] = parse(readFileSync(unitTest, 'utf8')).tests.flatMap((one: Tests) => one.alert_rule_test);
    const named = (fires: boolean): string[] =>
      cases.filter(({ exp_alerts }) => (exp_alerts !== undefined) === fires).map(({ alertname }) => alertname);
    expect(alerts.filter((alert) => !named(true).includes(alert))).toEqual([]);
    expect(alerts.filter((alert) => !named(false).includes(alert))).toEqual([]);
  });
});

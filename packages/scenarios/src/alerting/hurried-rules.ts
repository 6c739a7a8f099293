/**
 * The alert rules that the package brings, at a twentieth of their times, so that a scenario sees them fire: every range in brackets (at
 * least 8 seconds), every offset and every age in seconds are divided by 20, and what has to last (`for`) lasts two seconds. Nothing else of an
 * expression changes.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '@kfw/test-cluster';
import { parse } from 'yaml';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
}

interface Rules {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

const hurry = 20;
const leastRangeMs = 8_000;
const leastStepMs = 1_000;
const file = 'packages/metrics/alerts/kfw.rules.yml';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export interface HurriedRules {
  readonly alerts: readonly string[];
  /** For a file. */
  readonly text: string;
}

export async function hurriedRules(): Promise<HurriedRules> {
  const { groups } = parse(await readFile(path.join(checkout, file), 'utf8')) as Rules;
  const hurried = groups.map(({ name, rules }) => ({
    name,
    rules: rules.map((rule) => ({ ...rule, expr: hurriedExpression(rule.expr), ...(rule.for && { for: '2s' }) })),
  }));
  return {
    alerts: groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)),
    text: JSON.stringify({ groups: hurried }),
  };
}

/** `[10m:1m]` becomes `[30s:3s]`; a step is at least the second of the scrapes. */
export function hurriedExpression(expr: string): string {
  return expr
    .replaceAll(/\[(\w+)(?::(\w+))?\]/g, (_, range: string, step: string | undefined) =>
      step === undefined
        ? `[${shorter(range, leastRangeMs)}]`
        : `[${shorter(range, leastRangeMs)}:${shorter(step, leastStepMs)}]`,
    )
    .replaceAll(/\boffset (\w+)/g, (_, range: string) => `offset ${shorter(range, leastRangeMs)}`)
    .replaceAll(
      /(kfw_consumer_lag_seconds\) > )(\d+)/g,
      (_, compared: string, seconds: string) => `${compared}${Number(seconds) / hurry}`,
    );
}

function shorter(duration: string, leastMs: number): string {
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  if (!(unit in unitMs)) throw new Error(`${duration} is not a duration that a test can hurry`);
  const ms = (Number(count) * unitMs[unit as keyof typeof unitMs]) / hurry;
  return `${Math.max(leastMs, ms)}ms`;
}

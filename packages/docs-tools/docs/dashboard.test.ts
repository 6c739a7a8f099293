/** The Grafana dashboard is that of its source, and holds to Grafana's schema. Grafana itself does not run here. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { dashboardFile, renderDashboard } from '../src/grafana/dashboard.js';
import { checkout } from './checkout.js';

interface Target {
  readonly expr: string;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly Target[];
  readonly panels?: readonly Panel[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const text = readFileSync(path.join(checkout, dashboardFile), 'utf8');
const panels: readonly Panel[] = JSON.parse(text).panels;
const allPanels = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

/** JSON Schema of the types in `grafana-dashboard.ts`; a property that they do not have is an error. */
function grafanaSchema(): Record<string, unknown> {
  const generator = path.join(checkout, 'node_modules/ts-json-schema-generator/bin/ts-json-schema-generator.js');
  const file = path.join(__dirname, 'grafana-dashboard.ts');
  const config = path.join(__dirname, 'tsconfig.json');
  const args = [
    '--path',
    file,
    '--type',
    'GrafanaDashboard',
    '--tsconfig',
    config,
    '--expose',
    'none',
    '--no-type-check',
  ];
  return JSON.parse(execFileSync(process.execPath, [generator, ...args], { encoding: 'utf8', maxBuffer: 1e8 }));
}

describe('the dashboard', () => {
  let validate: ValidateFunction;
  beforeAll(() => {
    validate = new Ajv({ allErrors: true, strict: false }).compile(grafanaSchema());
  }, 60_000);

  it('is the one that npm run docs writes', () => {
    expect(text).toBe(renderDashboard());
  });

  it('holds to the schema of Grafana', () => {
    validate(JSON.parse(text));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['an unknown property', (panel: Record<string, unknown>) => ({ ...panel, heigth: 4 })],
    ['an option of another panel', (panel: Record<string, unknown>) => ({ ...panel, options: { showHeader: true } })],
    ['a kind of panel that was replaced', (panel: Record<string, unknown>) => ({ ...panel, type: 'graph' })],
    ['a query without an expression', (panel: Record<string, unknown>) => ({ ...panel, targets: [{ refId: 'A' }] })],
  ])('would not with %s', (_, spoil) => {
    const dashboard = JSON.parse(text);
    dashboard.panels[1] = spoil(dashboard.panels[1]);
    expect(validate(dashboard)).toBe(false);
  });

  it('has panels with a description and numbers of their own, which do not overlap', () => {
    expect(new Set(allPanels.map(({ id }) => id)).size).toBe(allPanels.length);
    expect(allPanels.filter(({ type, description }) => type !== 'row' && !description)).toEqual([]);
    const overlapping = allPanels.flatMap((one) =>
      allPanels.filter((other) => other.id > one.id && overlap(one.gridPos, other.gridPos)).map(({ title }) => title),
    );
    expect(overlapping).toEqual([]);
  });
});

function overlap(one: Panel['gridPos'], other: Panel['gridPos']): boolean {
  const beside = one.x + one.w <= other.x || other.x + other.w <= one.x;
  const above = one.y + one.h <= other.y || other.y + other.h <= one.y;
  return !beside && !above;
}

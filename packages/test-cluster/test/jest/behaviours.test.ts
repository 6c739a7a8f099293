/** The list of behaviours and the scenarios agree, as their files say: no cluster is needed to see it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readBehaviours } from '../../src/jest/behaviours.js';
import { checkout } from '../../src/programs/checkout.js';

const scenarios = path.join(checkout, 'packages/scenarios');
const behaviours = readBehaviours();

/** The numbers that the scenario files name. */
const named = new Set(
  readdirSync(scenarios, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(path.join(scenarios, file), 'utf8').matchAll(/\b(?:scenario|titleOf)\(\s*\[([\d, ]+)\]/g),
    ])
    .flatMap(([, numbers = '']) => numbers.split(',').map(Number)),
);

describe('the list of behaviours', () => {
  it('numbers its rows from 1, without gaps', () => {
    expect(behaviours.length).toBeGreaterThan(200);
    expect(behaviours.map(({ number }) => number)).toEqual(behaviours.map((_, index) => index + 1));
  });

  it('holds every number that a scenario names', () => {
    const known = new Set(behaviours.map(({ number }) => number));
    expect([...named].filter((number) => !known.has(number))).toEqual([]);
  });

  it('has a scenario for every expected behaviour', () => {
    const expected = behaviours.filter(({ isExpected }) => isExpected).map(({ number }) => number);
    expect(expected.length).toBeGreaterThan(80);
    expect(expected.filter((number) => !named.has(number))).toEqual([]);
  });
});

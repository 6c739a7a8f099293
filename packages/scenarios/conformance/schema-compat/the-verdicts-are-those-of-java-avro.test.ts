/**
 * `@kfw/schema-compat` compared with Java Avro's `SchemaCompatibility`, on random pairs: the same verdict on each,
 * by the same rules, at the same places.
 *
 * Java Avro judges branches of unions with its notion of where it is reset, and reuses that judgement where the same
 * two types meet again. Its place is then only the end of the real one, which takes a type that is used twice and
 * happens once in thousands of pairs.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkCompatibility, parseSchema, SchemaError } from '@kfw/schema-compat';
import { Random } from '@kfw/test-cluster';
import fc from 'fast-check';
import { drawEvolution } from '../codec/draw-evolution.js';
import { schemaText } from '../codec/schema-shape.js';
import { hasJava } from '../java-avro.js';
import { javaVerdicts, type SchemaPair } from './java-verdicts.js';
import { schemaPair } from './schema-pairs.js';

const wanted = 1000;
const evolutions = 1000;
const seed = Number(process.env.KFW_TEST_SEED ?? 20_261_121);

interface Judged {
  /** Types that are used twice are common here, see above. */
  readonly isEvolved: boolean;
  readonly pair: SchemaPair;
  /** `RULE /place`, each once. */
  readonly ours: readonly string[];
  /** `undefined` where Java throws instead: an alias makes two fields one. */
  readonly java: readonly string[] | undefined;
  readonly javaSaysCompatible: boolean;
}

let judged: readonly Judged[] = [];
let byRules: readonly (Judged & { readonly java: readonly string[] })[] = [];

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
const rulesOf = (found: readonly string[]): string[] => unique(found.map((one) => one.slice(0, one.indexOf(' '))));

/** The same rule at the same place, or at the end of it. */
const means = (java: string, ours: string): boolean => {
  const [rule = '', place = ''] = java.split(' ');
  return ours.startsWith(`${rule} `) && ours.endsWith(place);
};

/** Those of the test that compares decoded values. */
function evolvedPairs(): SchemaPair[] {
  const pairs: SchemaPair[] = [];
  for (let at = 0; pairs.length < evolutions; at++) {
    const { reader, writer } = drawEvolution(new Random(seed * 1_000_003 + at));
    const pair: SchemaPair = [schemaText(reader), schemaText(writer)];
    if (pair.every(isSchema)) pairs.push(pair);
  }
  return pairs;
}

/** A change may make a schema invalid. */
function isSchema(text: string): boolean {
  try {
    parseSchema(text);
    return true;
  } catch (thrown) {
    if (thrown instanceof SchemaError) return false;
    throw thrown;
  }
}

const block = hasJava ? describe : describe.skip;

block('schema-compat beside Java Avro', () => {
  beforeAll(async () => {
    const pairs = [...fc.sample(schemaPair, { numRuns: wanted, seed }), ...evolvedPairs()];
    const verdicts = await javaVerdicts(pairs);
    judged = pairs.flatMap((pair, index): Judged[] => {
      const verdict = verdicts[index];
      if (verdict === undefined || 'invalid' in verdict) return [];
      const isEvolved = index >= wanted;
      const ours = unique(checkCompatibility(...pair).map(({ rule, path }) => `${rule} ${path}`));
      if ('thrown' in verdict) return [{ isEvolved, pair, ours, java: undefined, javaSaysCompatible: false }];
      return [{ isEvolved, pair, ours, java: unique(verdict.found), javaSaysCompatible: verdict.compatible }];
    });
    byRules = judged.flatMap((one) => (one.java === undefined ? [] : [{ ...one, java: one.java }]));
  });

  it('both verdicts are common', () => {
    const compatible = judged.filter(({ javaSaysCompatible }) => javaSaysCompatible).length;
    const others = judged.length - compatible;
    const thrown = judged.length - byRules.length;
    process.stdout.write(
      `Java Avro on ${judged.length} pairs: ${compatible} compatible, ${others} not (${thrown} thrown).\n`,
    );
    expect(Math.min(compatible, others)).toBeGreaterThan(judged.length / 5);
    expect(thrown).toBeGreaterThan(0);
  });

  it('every verdict is the same', () => {
    expect(judged.length).toBeGreaterThan((wanted + evolutions) * 0.95);
    expect(judged.filter(({ ours, javaSaysCompatible }) => (ours.length === 0) !== javaSaysCompatible)).toEqual([]);
  });

  it('every rule is the same, and each of them occurs', () => {
    const counts = new Map<string, number>();
    for (const rule of byRules.flatMap(({ java }) => rulesOf(java))) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    process.stdout.write(`By rule: ${[...counts].map(([rule, count]) => `${rule} ${count}`).join(', ')}.\n`);
    expect(byRules.filter(({ ours, java }) => rulesOf(ours).join() !== rulesOf(java).join())).toEqual([]);
    expect(counts.size).toBe(6);
  });

  it('every partition is the same', () => {
    const drawn = byRules.filter(({ isEvolved }) => !isEvolved);
    const differing = drawn.filter(({ ours, java }) => ours.join() !== java.join());
    const amiss = differing.filter(
      ({ ours, java }) =>
        !java.every((one) => ours.some((other) => means(one, other))) ||
        !ours.every((other) => java.some((one) => means(one, other))),
    );
    expect(amiss).toEqual([]);
    expect(differing.length).toBeLessThan(wanted / 100);
  });
});

/**
 * `@kfw/schema-compat` beside Java Avro's `SchemaCompatibility`, on pairs that nobody chose: the same verdict on each,
 * by the same rules, at the same places.
 *
 * Java Avro judges branches of unions with its notion of where it is reset, and reuses that judgement where the same
 * two types meet again. Its place is then only the end of the real one, which takes a type that is used twice and
 * happens once in thousands of pairs.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { checkCompatibility } from '@kfw/schema-compat';
import fc from 'fast-check';
import { hasJava } from '../java-avro.js';
import { javaVerdicts, type SchemaPair } from './java-verdicts.js';
import { schemaPair } from './schema-pairs.js';

const wanted = 1000;
const seed = Number(process.env.KFW_TEST_SEED ?? 20_261_121);

interface Judged {
  readonly pair: SchemaPair;
  /** `RULE /place`, each once. */
  readonly ours: readonly string[];
  readonly java: readonly string[];
  readonly javaSaysCompatible: boolean;
}

let judged: readonly Judged[] = [];

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
const rulesOf = (found: readonly string[]): string[] => unique(found.map((one) => one.slice(0, one.indexOf(' '))));

/** The same rule at the same place, or at the end of it. */
const means = (java: string, ours: string): boolean => {
  const [rule = '', place = ''] = java.split(' ');
  return ours.startsWith(`${rule} `) && ours.endsWith(place);
};

const block = hasJava ? describe : describe.skip;

block('schema-compat beside Java Avro', () => {
  beforeAll(async () => {
    const pairs = fc.sample(schemaPair, { numRuns: wanted, seed });
    const verdicts = await javaVerdicts(pairs);
    judged = pairs.map((pair, index) => {
      const { compatible, found } = verdicts[index] ?? { compatible: false, found: ['nothing'] };
      const ours = unique(checkCompatibility(...pair).map(({ rule, path }) => `${rule} ${path}`));
      return { pair, ours, java: unique(found), javaSaysCompatible: compatible };
    });
  });

  it('both verdicts are common', () => {
    const compatible = judged.filter(({ javaSaysCompatible }) => javaSaysCompatible).length;
    process.stdout.write(`Java Avro on ${wanted} pairs: ${compatible} compatible, ${wanted - compatible} not.\n`);
    expect(Math.min(compatible, wanted - compatible)).toBeGreaterThan(wanted / 5);
  });

  it('every verdict is the same', () => {
    expect(judged).toHaveLength(wanted);
    expect(judged.filter(({ ours, javaSaysCompatible }) => (ours.length === 0) !== javaSaysCompatible)).toEqual([]);
  });

  it('every rule is the same, and each of them occurs', () => {
    const counts = new Map<string, number>();
    for (const rule of judged.flatMap(({ java }) => rulesOf(java))) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    process.stdout.write(`By rule: ${[...counts].map(([rule, count]) => `${rule} ${count}`).join(', ')}.\n`);
    expect(judged.filter(({ ours, java }) => rulesOf(ours).join() !== rulesOf(java).join())).toEqual([]);
    expect(counts.size).toBe(6);
  });

  it('every place is the same', () => {
    const differing = judged.filter(({ ours, java }) => ours.join() !== java.join());
    const amiss = differing.filter(
      ({ ours, java }) =>
        !java.every((one) => ours.some((other) => means(one, other))) ||
        !ours.every((other) => java.some((one) => means(one, other))),
    );
    expect(amiss).toEqual([]);
    expect(differing.length).toBeLessThan(wanted / 100);
  });
});

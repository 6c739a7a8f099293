/**
 * Schema resolution compared with Java Avro's reader, on random evolutions: a schema, some changes, bytes of one of
 * the two read with the other. On each value both sides give the same, or both an error. The seed is in the name;
 * `KFW_TEST_SEED` repeats a run and `KFW_TEST_EVOLUTIONS` makes it longer.
 */
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { avro, createAvroCodec, inMemoryRegistry } from '@kfw/avro';
import { isKfwError } from '@kfw/core';
import { parseSchema, SchemaError } from '@kfw/schema-compat';
import { Random } from '@kfw/test-cluster';
import { hasJava } from '../java-avro.js';
import { drawBytes } from './draw-bytes.js';
import { drawEvolution } from './draw-evolution.js';
import { changes } from './evolve.js';
import { javaOutcomes, type Outcome, type Reading } from './java-reader.js';
import { schemaText } from './schema-shape.js';

const wanted = Number(process.env.KFW_TEST_EVOLUTIONS ?? 2000);
/** The same in CI, where a change is to be judged, and not chance. */
const byChance = process.env.CI ? 1 : Date.now() % 1_000_000;
const seed = Number(process.env.KFW_TEST_SEED ?? byChance);

interface Evolution extends Reading {
  readonly changes: readonly string[];
}

interface Judged {
  readonly evolution: Evolution;
  readonly body: string;
  readonly ours: Outcome;
  readonly java: Outcome;
}

let judged: readonly Judged[] = [];
let taken = 0;

const block = hasJava ? describe : describe.skip;

block(`schema resolution beside Java Avro (seed ${seed})`, () => {
  beforeAll(async () => {
    const evolutions = drawEvolutions();
    const answers = await javaOutcomes(evolutions);
    const both = evolutions.flatMap((evolution, at) => {
      const outcomes = answers[at];
      return outcomes === undefined ? [] : [{ evolution, outcomes }];
    });
    judged = (await Promise.all(both.slice(0, wanted).map(judge))).flat();
    taken = Math.min(wanted, both.length);
  }, 300_000);

  it('every change occurs, and readable values are as common as unreadable ones', () => {
    const counts = new Map<string, [read: number, refused: number]>();
    for (const { evolution, java } of judged) {
      for (const change of evolution.changes) {
        const [read, refused] = counts.get(change) ?? [0, 0];
        counts.set(change, 'value' in java ? [read + 1, refused] : [read, refused + 1]);
      }
    }
    const lines = [...counts].map(([change, [read, refused]]) => `${change} ${read}/${refused}`);
    process.stdout.write(`Java Avro on ${judged.length} values of ${wanted} evolutions: ${lines.sort().join(', ')}.\n`);
    expect([...counts.keys()].sort()).toEqual(Object.keys(changes).sort());
    expect([...counts].filter(([, [read, refused]]) => read + refused < wanted / 200)).toEqual([]);
    const read = judged.filter(({ java }) => 'value' in java).length;
    expect(Math.min(read, judged.length - read)).toBeGreaterThan(judged.length / 5);
  });

  it('every value is the same, or an error on both sides', () => {
    expect(taken).toBe(wanted);
    const differing = judged.filter(({ ours, java }) => !isSame(ours, java));
    const shown = differing.slice(0, 3).map(({ evolution, ...rest }) => {
      const { writer, reader } = evolution;
      return { changes: evolution.changes, writer, reader, ...rest };
    });
    expect({ differing: differing.length, shown }).toEqual({ differing: 0, shown: [] });
    expect(judged.filter(({ java }) => isTooStrict(java)).length).toBeLessThan(wanted / 20);
  });
});

async function judge({
  evolution,
  outcomes,
}: {
  evolution: Evolution;
  outcomes: readonly Outcome[];
}): Promise<Judged[]> {
  const ours = await ourOutcomes(evolution);
  return outcomes.map((java, index) => ({
    evolution,
    body: evolution.bodies[index]?.toString('hex') ?? '',
    ours: ours[index] ?? { error: 'no outcome' },
    java,
  }));
}

/**
 * Java checks the defaults of the writer's schema once more when it has given its fields the reader's names, and gives
 * up on all values where one holds an old name. Reading needs none of them: kfw reads on.
 */
const isTooStrict = (java: Outcome): boolean => 'error' in java && java.error.includes('Invalid default for field');

function isSame(ours: Outcome, java: Outcome): boolean {
  if (isTooStrict(java)) return true;
  if ('error' in ours || 'error' in java) return 'error' in ours && 'error' in java;
  return isDeepStrictEqual(ours.value, java.value);
}

/** Some more than wanted: Java refuses the defaults of records that hold themselves. */
function drawEvolutions(): Evolution[] {
  const drawn: Evolution[] = [];
  for (let at = 0; drawn.length < wanted * 1.05; at++) {
    const evolution = drawCase(new Random(seed * 1_000_003 + at));
    if (evolution.bodies.length >= 4 && isAccepted(evolution)) drawn.push(evolution);
  }
  return drawn;
}

function drawCase(random: Random): Evolution {
  const { writer, reader, changes: made } = drawEvolution(random);
  const bodies = Array.from({ length: 4 }, () => drawBytes(writer, random)).filter((body) => body !== undefined);
  const [first] = bodies;
  if (first !== undefined && first.length > 0 && random.between(1, 4) === 1) bodies.push(first.subarray(0, -1));
  return { writer: schemaText(writer), reader: schemaText(reader), bodies, changes: made };
}

/** A change may make a schema invalid. kfw also rejects, as readers, unions whose plain values are ambiguous. */
function isAccepted({ writer, reader }: Evolution): boolean {
  try {
    for (const text of [writer, reader]) parseSchema(text);
    avro(reader);
    return true;
  } catch (thrown) {
    if (thrown instanceof SchemaError || isKfwError(thrown, 'KFW_SCHEMA_INVALID')) return false;
    throw thrown;
  }
}

async function ourOutcomes({ writer, reader, bodies }: Evolution): Promise<Outcome[]> {
  const registry = inMemoryRegistry();
  const codec = createAvroCodec({ registry, registrySetting: 'none', register: 'always' });
  const id = await registry.register({ subject: 'values', name: 'written', definition: JSON.parse(writer) as unknown });
  const payloads = codec.reader({ topic: 'evolving', side: 'value', schema: avro(reader) });
  const messages = bodies.map((body) => {
    const header = Buffer.alloc(5);
    header.writeUInt32BE(id, 1);
    return Buffer.concat([header, body]);
  });
  const records = messages.map((value) => ({ offset: 0, timestamp: 0, key: null, value, headers: {}, sizeBytes: 0 }));
  await payloads.prepare(records);
  return messages.map((message): Outcome => {
    try {
      return { value: payloads.decode(message) };
    } catch (thrown) {
      if (!isKfwError(thrown, 'KFW_DECODE_FAILED')) throw thrown;
      return { error: thrown.message };
    }
  });
}

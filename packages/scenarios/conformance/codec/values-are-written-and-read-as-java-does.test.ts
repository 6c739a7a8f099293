/**
 * kfw's Avro compared with Java's, on random schemas and values: the same bytes from both, and each reads the
 * other's as the value that it is. Logical types are those of Java's own conversions.
 */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { avro, createAvroCodec, inMemoryRegistry } from '@kfw/avro';
import type { PayloadReader, PayloadWriter } from '@kfw/core';
import fc from 'fast-check';
import { askJavaAvro, hasJava } from '../java-avro.js';
import { type GeneratedValue, generatedValue } from './generated-values.js';

const wanted = 4000;
const seed = Number(process.env.KFW_TEST_SEED ?? (process.env.CI ? 20_261_130 : Date.now() % 2 ** 31));

interface JavaAnswer {
  readonly written?: string;
  readonly blocks?: string;
  readonly read?: unknown;
  readonly failure?: string;
}

interface Judged {
  readonly value: GeneratedValue;
  /** In hex, or the error's message. */
  readonly written: string;
  readonly java: JavaAnswer;
  readonly reader: PayloadReader;
}

let judged: readonly Judged[] = [];

async function codecsFor({ schema }: GeneratedValue): Promise<{ writer: PayloadWriter; reader: PayloadReader }> {
  const codec = createAvroCodec({ registry: inMemoryRegistry(), registrySetting: 'none', register: 'always' });
  const target = { topic: 'values', side: 'value' as const, schema: avro(schema) };
  const [writer, reader] = [codec.writer(target), codec.reader(target)];
  await writer.prepare();
  return { writer, reader };
}

const header = Buffer.from([0, 0, 0, 0, 1]);

function hexOrReason(make: () => Buffer): string {
  try {
    return make().subarray(header.length).toString('hex');
  } catch (thrown) {
    return String(thrown);
  }
}

async function valueOrReason(reader: PayloadReader, hex: string): Promise<unknown> {
  const value = Buffer.concat([header, Buffer.from(hex, 'hex')]);
  try {
    await reader.prepare([{ offset: 0, timestamp: 0, key: null, value, headers: {}, sizeBytes: 0 }]);
    return reader.decode(value);
  } catch (thrown) {
    return String(thrown);
  }
}

const block = hasJava ? describe : describe.skip;

block(`values beside Java Avro (seed ${seed})`, () => {
  beforeAll(async () => {
    const values = fc.sample(generatedValue, { numRuns: wanted, seed });
    const ours = [];
    for (const value of values) {
      const { writer, reader } = await codecsFor(value);
      ours.push({ value, reader, written: hexOrReason(() => writer.encode(value.payload)) });
    }
    const questions = ours.map(({ value: { schema, notation }, written }) => ({
      schema: JSON.stringify(schema),
      value: notation,
      bytes: /^[0-9a-f]*$/.test(written) ? written : '',
    }));
    const answers = await askJavaAvro(path.join(__dirname, 'JavaValues.java'), questions);
    judged = ours.map((one, index) => ({ ...one, java: answers[index] as JavaAnswer }));
  }, 180_000);

  it('the bytes are the same', () => {
    expect(judged).toHaveLength(wanted);
    const differing = judged.filter(({ written, java }) => written !== java.written);
    expect(differing.slice(0, 3).map(shown)).toEqual([]);
  });

  it('Java reads the same value that kfw wrote', () => {
    const differing = judged.filter(
      ({ value, java }) => JSON.stringify(sorted(java.read)) !== JSON.stringify(sorted(value.notation)),
    );
    expect(differing.slice(0, 3).map(shown)).toEqual([]);
  });

  it('kfw reads the same value that Java wrote, also in blocks with their sizes', async () => {
    const differing: unknown[] = [];
    let inBlocks = 0;
    for (const one of judged) {
      const { written = '', blocks = '' } = one.java;
      if (blocks !== written) inBlocks++;
      for (const hex of [written, blocks]) {
        const read = await valueOrReason(one.reader, hex);
        // Jest's own comparison takes a field named "constructor" for the class of the object.
        if (!isDeepStrictEqual(read, one.value.read)) differing.push({ ...(shown(one) as object), hex, read });
      }
    }
    expect(differing.slice(0, 3)).toEqual([]);
    process.stdout.write(
      `Java Avro on ${wanted} values (seed ${seed}): ${inBlocks} with blocks that tell their sizes.\n`,
    );
    expect(inBlocks).toBeGreaterThan(wanted / 20);
  });
});

/** Java's maps have an order of their own when they are read. A list of pairs is sorted wherever it is one. */
function sorted(notation: unknown): unknown {
  if (!Array.isArray(notation)) return notation;
  const items = (notation as unknown[]).map(sorted);
  const arePairs = items.every((item) => Array.isArray(item) && item.length === 2 && typeof item[0] === 'string');
  return arePairs ? items.map((item) => JSON.stringify(item)).sort() : items;
}

function shown({ value, written, java }: Judged): unknown {
  return {
    schema: JSON.stringify(value.schema),
    notation: JSON.stringify(value.notation),
    written,
    java: JSON.stringify(java),
  };
}

import { describe, expect, it } from '@jest/globals';
import { checkText } from '../src/schemas/check-text.js';
import { looseIdentity, strictIdentity } from '../src/schemas/identity.js';
import { looksLikeProtobuf } from '../src/schemas/protobuf-outline.js';
import type { SchemaType } from '../src/schemas/schema.js';

const lines = (line: (index: number) => string, chars: number, between = ',') => {
  const count = Math.floor(chars / line(1_000).length);
  return Array.from({ length: count }, (_, index) => line(index)).join(between);
};

const texts: [what: string, type: SchemaType, text: (chars: number) => string][] = [
  ['comments that never end', 'PROTOBUF', (chars) => `message A {} ${'/*'.repeat(chars / 2)}`],
  ['comments within comments', 'PROTOBUF', (chars) => `${'/* / '.repeat(chars / 5)} message A {}`],
  ['comments of one line', 'PROTOBUF', (chars) => `${'//'.repeat(chars / 2)}\nmessage A {}`],
  ['stars and slashes', 'PROTOBUF', (chars) => `/*${'* /'.repeat(chars / 3)}`],
  ['quotes in a string that never ends', 'PROTOBUF', (chars) => `message A {} "${'\\"'.repeat(chars / 2)}`],
  ['single quotes in one', 'PROTOBUF', (chars) => `message A {} '${"\\'".repeat(chars / 2)}`],
  ['words of a definition', 'PROTOBUF', (chars) => 'message '.repeat(chars / 8)],
  ['blanks in a definition', 'PROTOBUF', (chars) => `message${' '.repeat(chars)}A`],
  ['one long word', 'PROTOBUF', (chars) => `message ${'a'.repeat(chars)}`],
  ['braces', 'PROTOBUF', (chars) => `message A ${'{'.repeat(chars / 2)}${'}'.repeat(chars / 2)}`],
  ['brackets', 'JSON', (chars) => '['.repeat(chars)],
  ['quotes in a string', 'JSON', (chars) => `{"a":"${'\\"'.repeat(chars / 2)}"}`],
  ['keys', 'JSON', (chars) => `{${lines((index) => `"key${index}":1`, chars)}}`],
  ['symbols', 'AVRO', (chars) => `{"type":"enum","name":"E","symbols":[${lines((index) => `"S${index}"`, chars)}]}`],
  [
    'aliases',
    'AVRO',
    (chars) => `{"type":"fixed","name":"F","size":1,"aliases":[${lines((index) => `"A${index}"`, chars)}]}`,
  ],
  [
    'fields',
    'AVRO',
    (chars) =>
      `{"type":"record","name":"R","fields":[${lines((index) => `{"name":"f${index}","type":"int"}`, chars)}]}`,
  ],
  ['branches', 'AVRO', (chars) => `[${lines((index) => `{"type":"fixed","name":"F${index}","size":1}`, chars)}]`],
];

/** The least time of the processor in some runs, in microseconds: what is left is the work itself. */
function timeOf(schemaType: SchemaType, schema: string): number {
  const given = { schemaType, schema, references: [] };
  const works = [() => checkText(given, []), () => strictIdentity(given), () => looseIdentity(given)];
  const times = [1, 2, 3, 4].map(() => {
    const { user } = process.cpuUsage();
    for (const work of works) attempt(work);
    return process.cpuUsage().user - user;
  });
  return Math.min(...times);
}

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // Most of them are not schemas, which shows only at their end.
  }
}

describe('reading a schema takes linear time', () => {
  it.each(texts)('with %s (%s)', (_what, type, text) => {
    const short = timeOf(type, text(4_000));
    const long = timeOf(type, text(64_000));
    // A text of 16 times the length takes 256 times as long where each character begins another search.
    expect(long).toBeLessThan(80 * Math.max(short, 1_000));
  });
});

describe('what looks like Protobuf', () => {
  it.each([
    ['message A {}', true],
    ['syntax = "proto3"; /* { */ message /* of */ A // {\n {}', true],
    ["enum E { A = 0; option a = '}'; }", true],
    ['service S { rpc A (B) returns (C); }', true],
    ['message A { string b = 1 [default = "\\"}"]; }', true],
    ['message A {', false],
    ['message A }', false],
    ['}{ message A {}', false],
    ['// message A {}', false],
    ['/* message A {}', false],
    ['"message A {}"', false],
    ['option a = "b\n"; message A {}', false],
    ['messages A {}', false],
    ['message {}', false],
    ['', false],
  ])('%j: %j', (text, looks) => {
    expect(looksLikeProtobuf(text)).toBe(looks);
  });
});

/**
 * Whether data written with one schema can be read with another, and where not. Each pair of types is checked once, so
 * cyclic schemas and types that occur often take linear time; and each pair is reported once, at its first occurrence.
 * A pair that recurs during its own check counts as compatible unless something else differs, as in Java Avro.
 */

import type { AvroSchema } from '../schema/avro-schema.js';
import { parseSchema } from '../schema/parse-schema.js';
import { tooLarge } from '../schema-error.js';
import { Steps } from '../steps.js';
import { compare } from './compare.js';
import type { Incompatibility } from './incompatibility.js';

const maxSteps = 500_000;
/** The nesting limit of types through references: each level takes some stack frames. */
const maxDepth = 1_000;

/**
 * Why data of `writer` cannot be read with `reader`; empty when all of it can. Texts are parsed first.
 *
 * @throws SchemaError when a text is not a schema, or when the two are too large to be compared.
 */
export function checkCompatibility(reader: string | AvroSchema, writer: string | AvroSchema): Incompatibility[] {
  const parsed = (schema: string | AvroSchema) => (typeof schema === 'string' ? parseSchema(schema) : schema);
  return new Resolution().check(parsed(reader), parsed(writer));
}

class Resolution {
  readonly #verdicts = new Pairs<boolean>();
  readonly #reported = new Pairs<true>();
  readonly #steps = new Steps(maxSteps);
  #depth = 0;

  check(reader: AvroSchema, writer: AvroSchema): Incompatibility[] {
    const found: Incompatibility[] = [];
    if (!this.#canRead(reader, writer)) this.#report(reader, writer, '', found);
    return found;
  }

  readonly #canRead = (reader: AvroSchema, writer: AvroSchema): boolean => {
    const known = this.#verdicts.get(reader, writer);
    if (known !== undefined) return known;
    if (++this.#depth > maxDepth) throw tooLarge('', `types are nested more than ${maxDepth} deep.`);
    this.#steps.take(1 + sizeOf(reader) + sizeOf(writer));
    this.#verdicts.set(reader, writer, true);
    const { found, parts } = compare(reader, writer, this.#canRead);
    let verdict = found.length === 0;
    for (const part of parts) {
      if (!this.#canRead(part.reader, part.writer)) verdict = false;
    }
    this.#verdicts.set(reader, writer, verdict);
    this.#depth--;
    return verdict;
  };

  #report(reader: AvroSchema, writer: AvroSchema, at: string, into: Incompatibility[]): void {
    if (this.#canRead(reader, writer) || this.#reported.get(reader, writer)) return;
    this.#reported.set(reader, writer, true);
    // Compared again: storing the result for every pair of two large unions would take too much memory.
    const { found, parts } = compare(reader, writer, this.#canRead);
    for (const one of found) into.push({ ...one, path: `${at}${one.path}` || '/' });
    for (const part of parts) this.#report(part.reader, part.writer, `${at}${part.path}`, into);
  }
}

/** A map by pairs of schemas, by identity. */
class Pairs<T> {
  readonly #byReader = new Map<AvroSchema, Map<AvroSchema, T>>();

  get(reader: AvroSchema, writer: AvroSchema): T | undefined {
    return this.#byReader.get(reader)?.get(writer);
  }

  set(reader: AvroSchema, writer: AvroSchema, value: T): void {
    const known = this.#byReader.get(reader);
    if (known === undefined) this.#byReader.set(reader, new Map([[writer, value]]));
    else known.set(writer, value);
  }
}

/** The work of one comparison. */
function sizeOf(schema: AvroSchema): number {
  if (schema.type === 'record') return schema.fields.size;
  if (schema.type === 'union') return schema.branches.length;
  return schema.type === 'enum' ? schema.symbols.size : 0;
}

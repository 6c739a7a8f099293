/** A request as the routes use it: the parts of its path, its flags, and its body. */
import { invalidSchema, RegistryError } from '../registry-error.js';
import { isSchemaType, type Schema, type SchemaReference, schemaTypes } from '../schemas/schema.js';
import type { Store } from '../store/store.js';
import type { Which } from '../subjects/find-version.js';

type Json = Readonly<Record<string, unknown>>;

export class RegistryRequest {
  readonly #params: ReadonlyMap<string, string>;
  readonly #query: URLSearchParams;
  readonly #body: unknown;

  constructor(
    readonly store: Store,
    given: { params: ReadonlyMap<string, string>; query: URLSearchParams; body: unknown },
  ) {
    this.#params = given.params;
    this.#query = given.query;
    this.#body = given.body;
  }

  get subject(): string {
    return this.param('subject');
  }

  param(name: string): string {
    return this.#params.get(name) ?? '';
  }

  /** @throws RegistryError 40403 unless the path has a number. */
  get id(): number {
    const id = this.param('id');
    if (/^\d{1,9}$/.test(id)) return Number(id);
    throw new RegistryError(404, 40403, `Schema ${id} not found.`);
  }

  flag(name: string): boolean {
    return this.#query.get(name) === 'true';
  }

  text(name: string): string {
    return this.#query.get(name) ?? '';
  }

  get which(): Which {
    if (this.flag('deletedOnly')) return 'deleted';
    return this.flag('deleted') ? 'all' : 'live';
  }

  /** @throws RegistryError 42201 unless the body is an object. */
  get body(): Json {
    if (typeof this.#body === 'object' && this.#body !== null && !Array.isArray(this.#body)) return this.#body as Json;
    throw invalidSchema('The request needs a JSON object as its body.');
  }

  /** @throws RegistryError 42201 */
  get schema(): Schema {
    const { schema, schemaType = 'AVRO', references = [] } = this.body;
    if (typeof schema !== 'string')
      throw invalidSchema('The request needs "schema": the text of a schema, as a string.');
    if (!isSchemaType(schemaType)) throw invalidSchema(`The type of a schema is one of ${schemaTypes.join(', ')}.`);
    if (!Array.isArray(references)) throw invalidSchema('"references" is a list.');
    return { schema, schemaType, references: references.map(referenceOf) };
  }

  /** A positive number, if present. @throws RegistryError 42201 */
  number(name: string): number | undefined {
    const value = this.body[name];
    if (value === undefined || value === null || isCount(value)) return value ?? undefined;
    throw invalidSchema(`"${name}" is a number from 1 on.`);
  }
}

function referenceOf(json: unknown): SchemaReference {
  const { name, subject, version } = (json ?? {}) as Json;
  if (typeof name === 'string' && typeof subject === 'string' && isCount(version)) return { name, subject, version };
  throw invalidSchema('A reference has a name, a subject and the number of a version.');
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31;
}

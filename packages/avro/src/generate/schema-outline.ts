/** The outline of a schema for the generators of an app: its module name, an example payload, and the path of an id. */
import type { AvroField, AvroType } from '../schema/avro-type.js';
import { parseDefinition } from '../schema/parse-definition.js';
import { inlineReferences } from './inline-references.js';
import { moduleName } from './module-name.js';
import { printValue, type SampleValue, source } from './print-value.js';
import { SchemaFiles } from './schema-files.js';
import { nameTypes } from './type-names.js';

export interface SchemaOutline {
  /** The name of its generated type and value: `OrderEvent`. */
  readonly name: string;
  /** The name of its generated module, without the extension: `order-event`. */
  readonly module: string;
  /** A payload as TypeScript, for a line with `indent` spaces and `before` other characters. */
  sample(indent: number, before: number): string;
  /**
   * The path of a field that looks like an id, as `['payload', 'id']`, and whether it is text; `undefined` without one.
   */
  readonly id: { readonly path: readonly string[]; readonly isText: boolean } | undefined;
}

/**
 * Outline of the file `fileName`; `schemas` holds all parsed files of the folder, this one included.
 *
 * @throws SchemaMistake when it is not a usable schema; `generateSchemaTypes` reports the same with the file name.
 */
export function schemaOutline(fileName: string, schemas: ReadonlyMap<string, unknown>): SchemaOutline {
  const files = Array.from(schemas, ([name, json]) => ({ name, json }));
  const file = files.find(({ name }) => name === fileName) ?? { name: fileName, json: undefined };
  const { imported, json } = inlineReferences(file, new SchemaFiles(files));
  const { root, named } = parseDefinition(json);
  const own = [...named.keys()].filter((name) => !imported.has(name));
  const names = nameTypes([...own, ...imported.keys()]);
  const rootName = 'name' in root ? root.name : '';
  const value = sampleOf(root, []);
  return {
    name: names.get(rootName) ?? rootName,
    module: moduleName(fileName),
    sample: (indent, before) => printValue(value, indent, before),
    id: findId(root, 2),
  };
}

/** The shortest payload: optional fields are omitted, lists and maps empty. `within` are the enclosing records. */
function sampleOf(type: AvroType, within: readonly AvroType[]): SampleValue {
  switch (type.kind) {
    case 'primitive':
      return type.logical === undefined ? (primitives[type.name] ?? null) : logicalSample(type.logical);
    case 'record': {
      const inner = [...within, type];
      const fields = type.fields.filter((field) => field.default !== null);
      return new Map(fields.map((field) => [field.name, sampleOf(field.type, inner)]));
    }
    case 'enum':
      return type.symbols[0] ?? '';
    case 'fixed':
      return type.logical === undefined ? source(`Buffer.alloc(${type.sizeBytes})`) : logicalSample(type.logical);
    case 'array':
      return [];
    case 'map':
      return new Map();
    case 'union': {
      const isNull = (branch: AvroType): boolean => branch.kind === 'primitive' && branch.name === 'null';
      if (type.branches.some(isNull)) return null;
      const branch = type.branches.find((one) => !within.includes(one)) ?? type.branches[0];
      return branch === undefined ? null : sampleOf(branch, within);
    }
  }
}

const primitives: Readonly<Record<string, SampleValue>> = {
  boolean: true,
  int: 1,
  long: 1,
  float: 1.5,
  double: 1.5,
  bytes: source("Buffer.from('example')"),
  string: 'example',
};

function logicalSample(logical: { readonly name: string; readonly scale?: number }): SampleValue {
  if (logical.name === 'uuid') return '3c5bd9a1-7c2e-4f0b-9d35-1f6a2b8e4c70';
  if (logical.name === 'decimal') return logical.scale ? `0.${'5'.padEnd(logical.scale, '0')}` : '5';
  return source("new Date('2026-01-01T00:00:00.000Z')");
}

/** `id` before `orderId`, outer fields before inner ones; only required fields that make a key as text. */
function findId(type: AvroType, depth: number): SchemaOutline['id'] {
  if (type.kind !== 'record' || depth === 0) return undefined;
  const scalars = type.fields.filter(isKey);
  const found = scalars.find(({ name }) => /^(id|key|uuid)$/i.test(name)) ?? scalars.find(({ name }) => isIdName(name));
  if (found !== undefined) return { path: [found.name], isText: isText(found.type) };
  for (const field of type.fields) {
    const inner = findId(field.type, depth - 1);
    if (inner !== undefined) return { ...inner, path: [field.name, ...inner.path] };
  }
  return undefined;
}

function isIdName(name: string): boolean {
  return /(?:Id|ID|_id|Uuid|_uuid|Key|_key)$/.test(name);
}

function isKey({ type }: AvroField): boolean {
  return isText(type) || (type.kind === 'primitive' && /^(int|long)$/.test(type.name) && type.logical === undefined);
}

function isText(type: AvroType): boolean {
  const logical = 'logical' in type ? type.logical?.name : undefined;
  if (logical === 'uuid') return true;
  return type.kind === 'primitive' && type.name === 'string' && logical === undefined;
}

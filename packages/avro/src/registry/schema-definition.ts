/** The complete JSON of a parsed schema: referenced types are inlined at their first use, with full names. */
import type { AvroSchema, NamedSchema, RecordField } from '@kfw/schema-compat';

export function schemaDefinition(schema: AvroSchema): unknown {
  return definitionOf(schema, new Set());
}

function definitionOf(schema: AvroSchema, defined: Set<NamedSchema>): unknown {
  switch (schema.type) {
    case 'array':
      return { type: 'array', items: definitionOf(schema.items, defined) };
    case 'map':
      return { type: 'map', values: definitionOf(schema.values, defined) };
    case 'union':
      return schema.branches.map((branch) => definitionOf(branch, defined));
    case 'record':
    case 'enum':
    case 'fixed':
      if (defined.has(schema)) return schema.fullName;
      defined.add(schema);
      return { name: schema.fullName, aliases: [...schema.aliases], ...partsOf(schema, defined) };
    default:
      return schema.logical === undefined ? schema.type : { ...schema.logical, type: schema.type };
  }
}

function partsOf(schema: NamedSchema, defined: Set<NamedSchema>): object {
  switch (schema.type) {
    case 'record':
      return { type: 'record', fields: [...schema.fields.values()].map((field) => fieldOf(field, defined)) };
    case 'enum':
      return { type: 'enum', symbols: [...schema.symbols], ...(schema.default && { default: schema.default }) };
    case 'fixed':
      return { ...attributesOf(schema.logical), type: 'fixed', size: schema.size };
  }
}

function fieldOf(
  { name, aliases, schema, hasDefault, default: value }: RecordField,
  defined: Set<NamedSchema>,
): object {
  return { name, aliases, type: definitionOf(schema, defined), ...(hasDefault && { default: value }) };
}

/** Without the names, which are written in full. */
function attributesOf(logical: Readonly<Record<string, unknown>> = {}): object {
  const { name, namespace, aliases, ...attributes } = logical;
  return attributes;
}

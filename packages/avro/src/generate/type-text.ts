/** TypeScript types for Avro types: the results of `decode` and the arguments of `encode`. */
import type { AvroField, AvroType, FixedType, NamedType, PrimitiveType, RecordType } from '../schema/avro-type.js';
import { kindOfTypeName } from '../schema/value-kind.js';

export type TypeNames = ReadonlyMap<string, string>;

/** The declaration of a named type. */
export function declaration(type: NamedType, names: TypeNames): string {
  const head = `${comment(type.doc, '')}export`;
  const name = nameOf(type, names);
  switch (type.kind) {
    case 'record':
      return `${head} interface ${name} ${recordBody(type, names)}`;
    case 'enum':
      return `${head} type ${name} = ${type.symbols.map((symbol) => `'${symbol}'`).join(' | ')};`;
    case 'fixed':
      return `${head} type ${name} = ${leafText(type)};`;
  }
}

function recordBody(record: RecordType, names: TypeNames): string {
  if (record.fields.length === 0) return '{}';
  return `{\n${record.fields.map((field) => fieldText(field, names)).join('\n')}\n}`;
}

/** A field with the default null may be omitted when writing; every other field is required. */
function fieldText(field: AvroField, names: TypeNames): string {
  const mark = field.default === null ? '?' : '';
  return `${comment(field.doc, '  ')}  ${field.name}${mark}: ${typeText(field.type, names)};`;
}

function typeText(type: AvroType, names: TypeNames): string {
  switch (type.kind) {
    case 'primitive':
      return leafText(type);
    case 'array': {
      const items = typeText(type.items, names);
      return type.items.kind === 'union' && items.includes('|') ? `(${items})[]` : `${items}[]`;
    }
    case 'map':
      return `Record<string, ${typeText(type.values, names)}>`;
    case 'union':
      return unionText(type.branches, names);
    default:
      return nameOf(type, names);
  }
}

/** `null` comes last, by convention. */
function unionText(branches: readonly AvroType[], names: TypeNames): string {
  const texts = new Set(branches.map((branch) => typeText(branch, names)));
  const isNullable = texts.delete('null');
  return [...texts, ...(isNullable ? ['null'] : [])].join(' | ');
}

function leafText(type: PrimitiveType | FixedType): string {
  return leaves[kindOfTypeName(type.kind === 'fixed' ? 'fixed' : type.name, type.logical?.name)];
}

const leaves = {
  null: 'null',
  boolean: 'boolean',
  number: 'number',
  string: 'string',
  bytes: 'Buffer',
  date: 'Date',
} as const;

function nameOf(type: NamedType, names: TypeNames): string {
  return names.get(type.name) ?? type.name;
}

function comment(doc: string | undefined, indent: string): string {
  if (doc === undefined) return '';
  const lines = doc.replaceAll('*/', '*\\/').split(/\r?\n/);
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

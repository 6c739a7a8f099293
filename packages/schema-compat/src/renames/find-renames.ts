/**
 * Finds what the next version of a schema renames by an alias. Aliases belong to the reader: a reader with the next
 * schema uses them for older data, so the change is compatible. But during a deploy there are readers with the last
 * schema, which do not know the alias, and data that is written with the next one.
 */
import type { AvroSchema, NamedSchema, RecordField, RecordSchema } from '../schema/avro-schema.js';
import { lastPart } from '../schema/names.js';
import { parseSchema } from '../schema/parse-schema.js';
import type { Rename } from './rename.js';

/** Each pair of types is checked once, at its first occurrence. Texts are parsed first. @throws SchemaError */
export function findRenames(next: string | AvroSchema, last: string | AvroSchema): Rename[] {
  const parsed = (schema: string | AvroSchema) => (typeof schema === 'string' ? parseSchema(schema) : schema);
  const found: Rename[] = [];
  const seen = new Map<AvroSchema, Set<AvroSchema>>();
  const pending: Pair[] = [{ next: parsed(next), last: parsed(last), path: '', place: '' }];
  for (const pair of pending) {
    const known = seen.get(pair.next) ?? new Set<AvroSchema>();
    seen.set(pair.next, known);
    if (known.has(pair.last)) continue;
    known.add(pair.last);
    found.push(...renamesIn(pair));
    pending.push(...partsOf(pair));
  }
  return found;
}

/** A type and its previous version. */
interface Pair {
  readonly next: AvroSchema;
  readonly last: AvroSchema;
  readonly path: string;
  readonly place: string;
}

function partsOf({ next, last, path, place }: Pair): Pair[] {
  if (next.type === 'union' || last.type === 'union') return branchesOf({ next, last, path, place });
  if (next.type === 'array' && last.type === 'array') {
    return [{ next: next.items, last: last.items, path: `${path}/items`, place: `${place}[]` }];
  }
  if (next.type === 'map' && last.type === 'map') {
    return [{ next: next.values, last: last.values, path: `${path}/values`, place: `${place}.*` }];
  }
  if (next.type !== 'record' || last.type !== 'record') return [];
  return [...next.fields.values()].flatMap((field, index) => {
    const previous = last.fields.get(field.name) ?? renamedField(field, next, last);
    if (previous === undefined) return [];
    const inner = { path: `${path}/fields/${index}/type`, place: joinPath(place, field.name) };
    return [{ next: field.schema, last: previous.schema, ...inner }];
  });
}

function branchesOf({ next, last, path, place }: Pair): Pair[] {
  const previous = last.type === 'union' ? last.branches : [last];
  if (next.type !== 'union') {
    return previous
      .filter((branch) => isFormerName(next, branch))
      .map((branch) => ({ next, last: branch, path, place }));
  }
  return next.branches.flatMap((branch, index) => {
    const was =
      previous.find((other) => isSame(branch, other)) ?? previous.find((other) => isFormerName(branch, other));
    return was === undefined ? [] : [{ next: branch, last: was, path: `${path}/${index}`, place }];
  });
}

const isSame = (next: AvroSchema, last: AvroSchema): boolean =>
  next.type === last.type && (!('fullName' in next && 'fullName' in last) || next.fullName === last.fullName);

/** By an alias, or by the name without its namespace. */
const isFormerName = (next: AvroSchema, last: AvroSchema): boolean =>
  next.type === last.type &&
  (!('fullName' in next && 'fullName' in last) || next.aliases.has(last.fullName) || next.name === last.name);

function renamesIn({ next, last, path, place }: Pair): Rename[] {
  const found: Rename[] = [];
  if ('fullName' in next && 'fullName' in last && next.type === last.type) {
    if (next.name !== last.name && next.aliases.has(last.fullName)) found.push(renamedType(next, last, path, place));
  }
  if (next.type !== 'record' || last.type !== 'record') return found;
  for (const [index, field] of [...next.fields.values()].entries()) {
    const at = { path: `${path}/fields/${index}`, place: joinPath(place, field.name) };
    const previous = last.fields.has(field.name) ? undefined : renamedField(field, next, last);
    if (previous !== undefined) found.push({ ...at, ...fieldRename(field, previous, next) });
    for (const alias of field.aliases) {
      if (alias !== field.name && next.fields.has(alias)) found.push({ ...at, ...fieldTakenOver(field, alias, next) });
    }
  }
  return found;
}

/** The field of the last schema that an alias names, unless the next schema still has it. */
function renamedField(field: RecordField, next: RecordSchema, last: RecordSchema): RecordField | undefined {
  const alias = field.aliases.find((name) => last.fields.has(name) && !next.fields.has(name));
  return alias === undefined ? undefined : last.fields.get(alias);
}

type Found = Omit<Rename, 'path' | 'place'>;

function fieldRename(field: RecordField, previous: RecordField, record: RecordSchema): Found {
  const from = previous.name;
  const does = previous.hasDefault
    ? `take its default (${shortJson(previous.default)}) for the value, without an error`
    : 'cannot read any message that holds the record, because the field has no default there';
  return {
    rule: 'FIELD_RENAMED',
    from,
    to: field.name,
    olderReader: previous.hasDefault ? 'default' : 'error',
    message:
      `the field "${from}" of "${record.fullName}" is named "${field.name}" now. Readers with the last schema do not know the alias: they ${does}. ` +
      `Deploy all readers with this schema before anything writes with it; or keep "${from}", write both fields, give "${field.name}" a default and no alias, and remove "${from}" when no reader needs it.`,
  };
}

function fieldTakenOver(field: RecordField, alias: string, record: RecordSchema): Found {
  const has = record.fields.get(alias)?.hasDefault === true;
  return {
    rule: 'FIELD_TAKEN_OVER',
    from: alias,
    to: field.name,
    olderReader: has ? 'default' : 'error',
    message:
      `the field "${field.name}" of "${record.fullName}" has the alias "${alias}", and "${alias}" is still a field. Where only "${alias}" was written, a reader with this schema gives its value to "${field.name}" and has ${has ? 'the default' : 'nothing'} for "${alias}"; where both were written with another version, it cannot read any message. ` +
      `Remove the alias while both fields are there.`,
  };
}

const typeRules = { record: 'RECORD_RENAMED', enum: 'ENUM_RENAMED', fixed: 'FIXED_RENAMED' } as const;

function renamedType(next: NamedSchema, last: NamedSchema, path: string, place: string): Rename {
  const { fullName: to, type } = next;
  const { fullName: from } = last;
  const does =
    type === 'record'
      ? 'go by its fields, in a union by the first record whose fields fit; readers that go by names (other than Java and kfw) refuse it'
      : 'cannot read any message that holds one';
  return {
    rule: typeRules[type],
    path: path || '/',
    place: place || lastPart(to),
    from,
    to,
    olderReader: type === 'record' ? 'fields' : 'error',
    message:
      `the ${type} "${from}" is named "${to}" now. Readers with the last schema do not know the alias: they ${does}. ` +
      'Deploy all readers with this schema before anything writes with it, or leave the name as it is.',
  };
}

function joinPath(place: string, name: string): string {
  return place === '' ? name : `${place}.${name}`;
}

function shortJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

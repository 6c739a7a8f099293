/**
 * Checks that the branches of a union can be distinguished. Payloads are plain values (`string | null`, `UserCreated |
 * UserDeleted`), without a wrapper that names the branch, so two branches must not accept the same value. Two records
 * are distinguished by a required field that only one of them has, or by a required field whose types are
 * distinguishable.
 */
import { type AvroField, type AvroType, type RecordType, typeLabel } from './avro-type.js';
import { SchemaMistake } from './schema-mistake.js';
import { kindOfType } from './value-kind.js';

/** @throws SchemaMistake */
export function checkUnion(branches: readonly AvroType[], path: string): void {
  for (const [index, branch] of branches.entries()) {
    if (branch.kind === 'union') throw new SchemaMistake(`${path}[${index}]`, 'a union cannot hold a union.');
    for (const earlier of branches.slice(0, index)) {
      if (wireName(earlier) === wireName(branch)) {
        throw new SchemaMistake(`${path}[${index}]`, `the union already has a ${wireName(branch)}.`);
      }
      if (areDisjoint(earlier, branch)) continue;
      throw new SchemaMistake(`${path}[${index}]`, ambiguity(earlier, branch));
    }
  }
}

function ambiguity(a: AvroType, b: AvroType): string {
  const both = `a plain value could be ${typeLabel(a)} as well as ${typeLabel(b)}`;
  return a.kind === 'record' && b.kind === 'record'
    ? `${both}. Give one of them a required field that the other does not have, or both an enum field without common symbols.`
    : `${both}. Keep one of them, or put them into records.`;
}

/** No value fits both. */
function areDisjoint(a: AvroType, b: AvroType): boolean {
  if (a.kind === 'record' && b.kind === 'record') return areRecordsDisjoint(a, b);
  if (a.kind === 'enum' && b.kind === 'enum') return !a.symbols.some((symbol) => b.symbols.includes(symbol));
  return a.kind !== 'union' && b.kind !== 'union' && kindOfType(a) !== kindOfType(b);
}

function areRecordsDisjoint(a: RecordType, b: RecordType): boolean {
  const inB = new Map(b.fields.map((field) => [field.name, field]));
  const namesOfA = new Set(a.fields.map((field) => field.name));
  if (b.fields.some((field) => isRequired(field) && !namesOfA.has(field.name))) return true;
  return a.fields.filter(isRequired).some((field) => {
    const other = inB.get(field.name);
    if (other === undefined) return true;
    // Two recursive records could recurse endlessly; one level of records is deep enough in practice.
    const isDeeper = field.type.kind === 'record' && other.type.kind === 'record';
    return isRequired(other) && !isDeeper && areDisjoint(field.type, other.type);
  });
}

function isRequired(field: AvroField): boolean {
  return field.default === undefined;
}

/** What distinguishes branches on the wire: a union must not have two branches of one kind or of one name. */
function wireName(type: AvroType): string {
  return type.kind === 'array' || type.kind === 'map' ? type.kind : typeLabel(type);
}

/**
 * The notation of the tables in this folder: a message of the protocol as its fields, one a line, in their order on
 * the wire. Fields of a structure are indented below its array.
 *
 *   name string            a field of every version
 *   reason string? @8      since version 8; may be null
 *   time int64 @2-4        from version 2 to 4
 *   partitions array       of the structure below
 *   indexes int32[]        of single values
 *   member_epoch int32 = -1    what a request says when its test does not
 */
const types = ['bool', 'int8', 'int16', 'int32', 'int64', 'string', 'bytes', 'records', 'array'] as const;

export type FieldType = (typeof types)[number];

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly nullable: boolean;
  readonly since: number;
  readonly until: number;
  /** Of an array's elements: a structure, or one nameless field. */
  readonly fields: readonly Field[];
  /** For numbers in requests. */
  readonly byDefault: number;
}

export interface ApiSchema {
  readonly name: string;
  readonly key: number;
  /** The last version that the table knows. */
  readonly until: number;
  readonly flexibleFrom: number;
  readonly request: readonly Field[];
  readonly response: readonly Field[];
}

export interface ApiNotation {
  readonly key: number;
  readonly until: number;
  /** Of no version in the table, when not given. */
  readonly flexibleFrom?: number;
  readonly request: string;
  readonly response: string;
}

export function apiSchema(name: string, notation: ApiNotation): ApiSchema {
  const { key, until, flexibleFrom = Number.POSITIVE_INFINITY } = notation;
  return { name, key, until, flexibleFrom, request: fieldsOf(notation.request), response: fieldsOf(notation.response) };
}

/** Whether a field is there in a version. */
export function isIn({ since, until }: Field, version: number): boolean {
  return version >= since && version <= until;
}

function fieldsOf(text: string): Field[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const margin = lines.length === 0 ? 0 : indentOf(lines[0] ?? '');
  const read = (indent: number): Field[] => {
    const fields: Field[] = [];
    while (lines.length > 0 && indentOf(lines[0] ?? '') >= indent) {
      const line = lines.shift() ?? '';
      if (indentOf(line) !== indent) throw new Error(`'${line}' is not indented as its neighbours`);
      fields.push(fieldOf(line.trim(), () => read(indent + 2)));
    }
    return fields;
  };
  return read(margin);
}

const pattern = /^(\w+) (\w+)(\[\])?(\?)?(?: @(\d+)(-(\d+))?)?(?: = (-?\d+))?$/;

function fieldOf(line: string, below: () => Field[]): Field {
  const [, name = '', word, list, nullable, from = '0', range, to, byDefault = '0'] = pattern.exec(line) ?? [];
  const type = types.find((known) => known === word);
  if (type === undefined) throw new Error(`'${line}' is not a field`);
  const versions = { since: Number(from), until: range === undefined ? Number.POSITIVE_INFINITY : Number(to) };
  const field = { name, type, nullable: nullable !== undefined, ...versions, byDefault: Number(byDefault) };
  if (list !== undefined)
    return { ...field, type: 'array', fields: [{ ...field, name: '', nullable: false, fields: [] }] };
  return { ...field, fields: type === 'array' ? below() : [] };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

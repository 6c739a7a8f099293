/**
 * Avro schemas as they are drawn and changed by chance: named types are objects that may stand in several places, and
 * a record may hold itself. `schemaText` writes one as JSON.
 */
export type Shape =
  | PrimitiveShape
  | { kind: 'array'; inner: Shape }
  | { kind: 'map'; inner: Shape }
  | { kind: 'union'; branches: Shape[] }
  | NamedShape;

export interface PrimitiveShape {
  kind: 'primitive';
  name: string;
  logical?: Readonly<Record<string, unknown>> | undefined;
}

interface Naming {
  name: string;
  namespace: string;
  aliases: string[];
}

export type RecordShape = Naming & { kind: 'record'; fields: FieldShape[] };
export type EnumShape = Naming & { kind: 'enum'; symbols: string[]; hasDefault: boolean };
export type FixedShape = Naming & { kind: 'fixed'; size: number; logical: PrimitiveShape['logical'] };
export type NamedShape = RecordShape | EnumShape | FixedShape;

export interface FieldShape {
  name: string;
  aliases: string[];
  type: Shape;
  hasDefault: boolean;
  /** Of a union: the number of the branch that the default is a value of. */
  defaultBranch: number;
}

export function fullName({ name, namespace }: Naming): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

/** A place where a type stands, so that another can be put there. */
export interface Slot {
  readonly shape: Shape;
  readonly isInUnion: boolean;
  put(shape: Shape): void;
}

/** Every place in a schema but its root, each type's parts once. */
export function slotsOf(root: Shape): Slot[] {
  const slots: Slot[] = [];
  const seen = new Set<Shape>();
  const visit = (shape: Shape): void => {
    if (seen.has(shape)) return;
    seen.add(shape);
    for (const slot of partsOf(shape)) {
      slots.push(slot);
      visit(slot.shape);
    }
  };
  visit(root);
  return slots;
}

function partsOf(shape: Shape): Slot[] {
  switch (shape.kind) {
    case 'array':
    case 'map':
      return [{ shape: shape.inner, isInUnion: false, put: (to) => Object.assign(shape, { inner: to }) }];
    case 'union':
      return shape.branches.map((branch, index) => ({
        shape: branch,
        isInUnion: true,
        put: (to) => shape.branches.splice(index, 1, to),
      }));
    case 'record':
      return shape.fields.map((field) => ({
        shape: field.type,
        isInUnion: false,
        put: (to) => Object.assign(field, { type: to }),
      }));
    default:
      return [];
  }
}

/** Every type of a schema once. */
export function shapesOf(root: Shape): Shape[] {
  return [...new Set([root, ...slotsOf(root).map(({ shape }) => shape)])];
}

export function schemaText(root: Shape): string {
  return JSON.stringify(written(root, new Set()));
}

function written(shape: Shape, defined: Set<Shape>): unknown {
  switch (shape.kind) {
    case 'primitive':
      return shape.logical === undefined ? shape.name : { type: shape.name, ...shape.logical };
    case 'array':
      return { type: 'array', items: written(shape.inner, defined) };
    case 'map':
      return { type: 'map', values: written(shape.inner, defined) };
    case 'union':
      return shape.branches.map((branch) => written(branch, defined));
    default:
      return writtenNamed(shape, defined);
  }
}

function writtenNamed(shape: NamedShape, defined: Set<Shape>): unknown {
  if (defined.has(shape)) return fullName(shape);
  defined.add(shape);
  const { kind, name, namespace, aliases } = shape;
  const node: Record<string, unknown> = { type: kind, name, namespace, ...(aliases.length > 0 && { aliases }) };
  if (shape.kind === 'fixed') return { ...node, size: shape.size, ...shape.logical };
  if (shape.kind === 'enum') {
    return { ...node, symbols: shape.symbols, ...(shape.hasDefault && { default: shape.symbols[0] }) };
  }
  return { ...node, fields: shape.fields.map((field) => writtenField(field, defined)) };
}

function writtenField(field: FieldShape, defined: Set<Shape>): unknown {
  const node = {
    name: field.name,
    type: written(field.type, defined),
    ...(field.aliases.length > 0 && { aliases: field.aliases }),
  };
  const value = field.hasDefault ? defaultOf(field.type, field.defaultBranch, 0) : undefined;
  return value === undefined ? node : { ...node, default: value };
}

const primitiveDefaults: Readonly<Record<string, unknown>> = {
  null: null,
  boolean: true,
  int: 7,
  long: 8,
  float: 1.5,
  double: 2.5,
  bytes: '\u0001\u00ff',
  string: 'default',
};

/** JSON; `undefined` where there is none that is short. */
function defaultOf(shape: Shape, branch: number, depth: number): unknown {
  switch (shape.kind) {
    case 'primitive':
      if (shape.logical?.logicalType === 'uuid') return '11111111-2222-3333-4444-555555555555';
      return primitiveDefaults[shape.name];
    case 'array':
      return [];
    case 'map':
      return {};
    case 'enum':
      return shape.symbols.at(-1);
    case 'fixed':
      return '\u0000'.repeat(shape.size);
    case 'union':
      return defaultOf(branchOfDefault(shape.branches, branch), 0, depth);
    case 'record':
      return depth > 2 ? undefined : recordDefault(shape, depth);
  }
}

function recordDefault(shape: RecordShape, depth: number): unknown {
  const fields = shape.fields.map((field): [string, unknown] => [field.name, defaultOf(field.type, 0, depth + 1)]);
  return fields.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(fields);
}

/**
 * Java Avro takes the default of a union for a value of the first branch of about its kind (a number for any number, a
 * text for a record): a later branch is only drawn where that is the right one.
 */
function branchOfDefault(branches: readonly Shape[], wanted: number): Shape {
  const [first] = branches;
  const later = branches[wanted % branches.length];
  const isPlain = (shape: Shape) =>
    shape.kind === 'primitive' && ['null', 'boolean', 'int', 'string'].includes(shape.name);
  const isClear = branches.slice(0, wanted % branches.length).every(isPlain);
  return (isClear ? later : first) ?? { kind: 'primitive', name: 'null' };
}

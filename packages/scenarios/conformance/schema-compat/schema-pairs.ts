/**
 * Pairs of Avro schemas that are near each other, so that both verdicts are common: a reader is drawn, and its writer
 * is the same with some changes. Names come from a small pool; a name that is defined already is referred to, which
 * makes types that recur and types that hold themselves.
 */
import fc from 'fast-check';
import type { SchemaPair } from './java-verdicts.js';

interface Field {
  name: string;
  type: Shape;
  hasDefault: boolean;
  alias: string | undefined;
}

/** A schema before names are settled. */
type Shape =
  | { kind: 'primitive'; name: string }
  | { kind: 'array' | 'map'; inner: Shape }
  | { kind: 'union'; branches: Shape[] }
  | (Naming & { kind: 'record'; fields: Field[] })
  | (Naming & { kind: 'enum'; symbols: string[]; hasDefault: boolean })
  | (Naming & { kind: 'fixed'; size: number });

interface Naming {
  name: string;
  namespace: string;
  alias: string | undefined;
}

type Draw = <T>(from: readonly T[]) => T;

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'];
const logical: Readonly<Record<string, object>> = {
  long: { logicalType: 'timestamp-millis' },
  bytes: { logicalType: 'decimal', precision: 4, scale: 2 },
};
const kinds = [
  'primitive',
  'primitive',
  'primitive',
  'record',
  'record',
  'enum',
  'fixed',
  'array',
  'map',
  'union',
] as const;
const fieldNames = ['a', 'b', 'c', 'd'];
const allSymbols = ['RED', 'GREEN', 'BLUE', 'GREY'];

/** The pair of a run of fast-check's random numbers. */
export const schemaPair: fc.Arbitrary<SchemaPair> = fc
  .array(fc.nat(0xffff), { minLength: 400, maxLength: 400 })
  .map((tape) => {
    let at = 0;
    const draw: Draw = (from) => from[(tape[at++ % tape.length] ?? 0) % from.length] as never;
    const reader = shapeOf(draw, 0);
    const writer = changed(structuredClone(reader), draw);
    return [textOf(reader, draw), textOf(writer, draw)];
  });

const chance = (draw: Draw, outOf: number): boolean => draw(Array.from({ length: outOf }, (_, index) => index)) === 0;

function shapeOf(draw: Draw, depth: number): Shape {
  const kind = depth === 0 ? draw(['record', 'record', 'record', 'union', ...kinds] as const) : draw(kinds);
  if (kind === 'primitive' || depth > 3) return { kind: 'primitive', name: draw(primitives) };
  if (kind === 'array' || kind === 'map') return { kind, inner: shapeOf(draw, depth + 1) };
  if (kind === 'union')
    return { kind, branches: draw([[1], [1, 2], [1, 2], [1, 2, 3]]).map(() => shapeOf(draw, depth + 1)) };
  if (kind === 'enum') return { kind, ...namingOf(draw, 'E'), symbols: symbolsOf(draw), hasDefault: chance(draw, 3) };
  if (kind === 'fixed') return { kind, ...namingOf(draw, 'F'), size: draw([4, 8]) };
  const fields = fieldNames.slice(0, draw([0, 1, 2, 3, 4])).map((name) => fieldOf(name, draw, depth));
  return { kind, ...namingOf(draw, 'R'), fields };
}

function fieldOf(name: string, draw: Draw, depth: number): Field {
  const alias = chance(draw, 4) ? `old_${name}` : undefined;
  return { name, type: shapeOf(draw, depth + 1), hasDefault: chance(draw, 2), alias };
}

const symbolsOf = (draw: Draw): string[] => allSymbols.slice(draw([0, 0, 1]), draw([2, 3, 4]));

function namingOf(draw: Draw, letter: string): Naming {
  const name = `${letter}${draw([1, 2, 3])}`;
  return {
    name,
    namespace: draw(['', '', 'shop', 'shop.old']),
    alias: chance(draw, 3) ? draw([`Old${name}`, `shop.Old${name}`]) : undefined,
  };
}

/** The shape with a change here and there: about one in twelve of its parts. */
function changed(shape: Shape, draw: Draw): Shape {
  if (chance(draw, 14)) return otherThan(shape, draw);
  switch (shape.kind) {
    case 'primitive':
      return chance(draw, 7) ? { kind: 'primitive', name: draw(primitives) } : shape;
    case 'array':
    case 'map':
      return { ...shape, inner: changed(shape.inner, draw) };
    case 'union':
      return { ...shape, branches: changedList(shape.branches, draw).map((branch) => changed(branch, draw)) };
    case 'enum':
      return { ...renamed(shape, draw), symbols: chance(draw, 3) ? symbolsOf(draw) : shape.symbols };
    case 'fixed':
      return { ...renamed(shape, draw), size: chance(draw, 5) ? draw([4, 8]) : shape.size };
    case 'record': {
      const fields = changedList(shape.fields, draw).map((field) => changedField(field, draw));
      if (chance(draw, 6)) fields.push(fieldOf(`n${fields.length}`, draw, 2));
      return { ...renamed(shape, draw), fields };
    }
  }
}

function changedField(field: Field, draw: Draw): Field {
  const name = chance(draw, 6) ? `old_${field.name}` : field.name;
  return { ...field, name, alias: undefined, type: changed(field.type, draw) };
}

function otherThan(shape: Shape, draw: Draw): Shape {
  const makes: readonly (() => Shape)[] = [
    () => ({ kind: 'union', branches: [{ kind: 'primitive', name: 'null' }, shape] }),
    () => (shape.kind === 'union' ? (shape.branches[0] ?? shape) : shape),
    () => ({ kind: 'array', inner: shape }),
    () => shapeOf(draw, 2),
  ];
  return draw(makes)();
}

function renamed<T extends Naming>(shape: T, draw: Draw): T {
  if (chance(draw, 8)) return { ...shape, name: `Old${shape.name}` };
  return chance(draw, 6) ? { ...shape, namespace: draw(['', 'shop']) } : shape;
}

function changedList<T>(items: readonly T[], draw: Draw): T[] {
  if (chance(draw, 6)) return items.slice(1);
  return chance(draw, 6) ? items.toReversed() : [...items];
}

function textOf(shape: Shape, draw: Draw): string {
  const defined = new Map<string, unknown>();
  return JSON.stringify(written(shape, '', defined, draw));
}

/** The shape as a schema's JSON. Invalid parts (a branch twice, a union in a union) are left out or replaced. */
function written(shape: Shape, namespace: string, defined: Map<string, unknown>, draw: Draw): unknown {
  switch (shape.kind) {
    case 'primitive':
      return chance(draw, 5) ? { type: shape.name, ...logical[shape.name] } : shape.name;
    case 'array':
      return { type: 'array', items: written(shape.inner, namespace, defined, draw) };
    case 'map':
      return { type: 'map', values: written(shape.inner, namespace, defined, draw) };
    case 'union':
      return writtenUnion(shape.branches, namespace, defined, draw);
    default:
      return writtenNamed(shape, namespace, defined, draw);
  }
}

function writtenUnion(
  branches: readonly Shape[],
  namespace: string,
  defined: Map<string, unknown>,
  draw: Draw,
): unknown {
  const seen = new Set<string>();
  const kept = branches.filter((branch) => {
    const key =
      'namespace' in branch ? fullName(branch, namespace) : branch.kind === 'primitive' ? branch.name : branch.kind;
    if (key === 'union' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return kept.length === 0 ? ['null'] : kept.map((branch) => written(branch, namespace, defined, draw));
}

const fullName = (naming: Naming, enclosing: string): string => {
  const namespace = naming.namespace || enclosing;
  return namespace === '' ? naming.name : `${namespace}.${naming.name}`;
};

function writtenNamed(
  shape: Extract<Shape, Naming>,
  enclosing: string,
  defined: Map<string, unknown>,
  draw: Draw,
): unknown {
  const name = fullName(shape, enclosing);
  if (defined.has(name)) return name;
  const inner = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  const aliases = shape.alias === undefined ? {} : { aliases: [shape.alias] };
  const head = chance(draw, 2) ? { name } : { name: shape.name, ...(inner === '' ? {} : { namespace: inner }) };
  const node: Record<string, unknown> = { type: shape.kind, ...head, ...aliases };
  defined.set(name, node);
  if (shape.kind === 'fixed') node.size = shape.size;
  if (shape.kind === 'enum') {
    node.symbols = shape.symbols;
    if (shape.hasDefault) node.default = shape.symbols[0];
  }
  if (shape.kind === 'record') {
    node.fields = shape.fields.map((field) => {
      const type = written(field.type, inner, defined, draw);
      const value = field.hasDefault ? defaultOf(type, defined) : undefined;
      return {
        name: field.name,
        type,
        ...(value === undefined ? {} : { default: value }),
        ...(field.alias === undefined ? {} : { aliases: [field.alias] }),
      };
    });
  }
  return node;
}

const primitiveDefaults: Readonly<Record<string, unknown>> = {
  null: null,
  boolean: true,
  int: 1,
  long: 2,
  float: 1.5,
  double: 2.5,
  bytes: 'b',
  string: 's',
};

/** A value of the type, unless it takes a record. */
function defaultOf(type: unknown, defined: ReadonlyMap<string, unknown>): unknown {
  if (typeof type === 'string')
    return type in primitiveDefaults ? primitiveDefaults[type] : defaultOf(defined.get(type), defined);
  if (Array.isArray(type)) return defaultOf(type[0], defined);
  const node = type as Record<string, unknown>;
  switch (node.type) {
    case 'array':
      return [];
    case 'map':
      return {};
    case 'enum':
      return (node.symbols as string[])[0];
    case 'fixed':
      return 'x'.repeat(node.size as number);
    case 'record':
      return undefined;
    default:
      return defaultOf(node.type, defined);
  }
}

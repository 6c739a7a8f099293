/**
 * Compiles the app's own schemas, already checked, to avsc types with plain values. What a producer registered is never
 * compiled here: it is resolved into one of these (`resolving/`).
 */
import { toError } from '@kfw/core';
import { logicalOf } from '../schema/logical.js';
import { SchemaMistake } from '../schema/schema-mistake.js';
import { type AvroJson, asJson, Type, type TypeHook, type TypeOptions, types } from './avsc-internals.js';
import {
  BoundedArray,
  BoundedBytes,
  BoundedInt,
  BoundedMap,
  ExactLong,
  RoundingDouble,
  RoundingFloat,
  StrictEnum,
} from './bounded-types.js';
import { compileLogical, isInstant } from './logical-types.js';
import { makePlain } from './plain-records.js';
import { PlainUnion } from './plain-union.js';

type Node = Readonly<Record<string, unknown>>;
type UnionCompiler = (branches: Type[], options: TypeOptions) => Type;

/** @throws SchemaMistake for what only avsc finds */
export function compileReaderType(json: unknown): Type {
  try {
    return makePlain(Type.forSchema(json as AvroJson, { omitRecordMethods: true, typeHook: hook(plainUnion) }));
  } catch (thrown) {
    throw new SchemaMistake('$', `${toError(thrown).message}.`);
  }
}

function plainUnion(branches: Type[], options: TypeOptions): Type {
  const kinds = branches.map(avscKind);
  const isClear = new Set(kinds).size === kinds.length && !(kinds.includes('date') && kinds.includes('object'));
  return isClear ? new types.UnwrappedUnionType(asJson(branches), options) : new PlainUnion(branches, options);
}

/** The kinds of values that avsc's unwrapped union tells apart; logical types are asked one by one. */
function avscKind(type: Type, index: number): string {
  if (Type.isType(type, 'logical')) return isInstant(type) ? 'date' : `logical ${index}`;
  if (Type.isType(type, 'int', 'long', 'float', 'double')) return 'number';
  if (Type.isType(type, 'bytes', 'fixed')) return 'buffer';
  if (Type.isType(type, 'string', 'enum')) return 'string';
  return Type.isType(type, 'record', 'error', 'map') ? 'object' : type.typeName;
}

/** avsc calls this for each node of a schema before it compiles the node itself. */
function hook(compileUnion: UnionCompiler): TypeHook {
  // A logical type and a plain union have their node compiled once more, as what lies underneath.
  const underneath = new WeakSet<object>();
  return (json, options) => {
    // The name of a primitive type comes by here once more, as a node.
    if (typeof json !== 'object' || json === null) return undefined;
    const isUnderneath = underneath.delete(json);
    if (Array.isArray(json)) {
      if (isUnderneath) return undefined;
      const branches = json.map((branch) => Type.forSchema(branch, options));
      underneath.add(branches);
      return compileUnion(branches, options);
    }
    const node = json as unknown as Node;
    const logical = isUnderneath ? undefined : logicalOf(node);
    if (logical === undefined) return compileNode(node, options);
    underneath.add(json);
    return compileLogical(json, options, logical);
  };
}

function compileNode(node: Node, options: TypeOptions): Type | undefined {
  const json = node as unknown as AvroJson;
  switch (node.type) {
    case 'array':
      return new BoundedArray(json, options);
    case 'map':
      return new BoundedMap(json, options);
    case 'bytes':
      return new BoundedBytes();
    case 'int':
      return new BoundedInt();
    case 'long':
      return new ExactLong();
    case 'float':
      return new RoundingFloat();
    case 'double':
      return new RoundingDouble();
    case 'enum':
      return new StrictEnum(json, options);
    case 'record':
    case 'error':
      checkFieldNames(node.fields);
      return undefined;
    default:
      return undefined;
  }
}

/** A decoded object would get the field's value as its prototype. */
function checkFieldNames(fields: unknown): void {
  if (!Array.isArray(fields)) return;
  if (fields.some((field: unknown) => (field as { name?: unknown } | null)?.name === '__proto__')) {
    throw new Error('a field is named "__proto__"');
  }
}

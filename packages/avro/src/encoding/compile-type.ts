/**
 * Compiles the app's own schemas, which were checked before, to avsc types with plain values. Schemas of producers are
 * never compiled here: they are resolved into one of these (`resolving/`).
 */
import { toError } from '@kfw/core';
import { logicalOf } from '../schema/logical.js';
import { SchemaMistake } from '../schema/schema-mistake.js';
import { type AvroJson, Type, type TypeHook, type TypeOptions } from './avsc-internals.js';
import {
  BoundedArray,
  BoundedBytes,
  BoundedInt,
  BoundedMap,
  ExactLong,
  ExactString,
  FiniteFloat,
} from './bounded-types.js';
import { compileLogical } from './logical-types.js';
import { PlainEnum } from './plain-enum.js';
import { PlainRecord } from './plain-record.js';
import { PlainUnion } from './plain-union.js';

type Node = Readonly<Record<string, unknown>>;

/** @throws SchemaMistake for a mistake that only avsc finds */
export function compileReaderType(json: unknown): Type {
  try {
    return Type.forSchema(json as AvroJson, { omitRecordMethods: true, typeHook: hook() });
  } catch (thrown) {
    throw new SchemaMistake('$', `${toError(thrown).message}.`);
  }
}

/** avsc calls this for each node of a schema before it compiles the node itself. */
function hook(): TypeHook {
  // The node of a logical type is compiled a second time, as its underlying type.
  const underneath = new WeakSet<object>();
  return (json, options) => {
    // Type names must not be confused with methods of objects.
    if (Object.getPrototypeOf(options.registry) !== null) Object.setPrototypeOf(options.registry, null);
    // The name of a primitive type is passed a second time, as a node.
    if (typeof json !== 'object' || json === null) return undefined;
    if (Array.isArray(json)) return new PlainUnion(json.map((branch) => Type.forSchema(branch, options)));
    const node = json as unknown as Node;
    const logical = underneath.delete(json) ? undefined : logicalOf(node);
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
      return new FiniteFloat();
    case 'string':
      return new ExactString();
    case 'enum':
      return new PlainEnum(node, options);
    case 'record':
    case 'error':
      return new PlainRecord(json, options);
    default:
      return undefined;
  }
}

/** The kind of values of a compiled type. */
import type { Logical } from '../schema/avro-type.js';
import { kindOfTypeName, type ValueKind } from '../schema/value-kind.js';
import { Type } from './avsc-internals.js';

/** For every type except a union. */
export function kindOfCompiled(type: Type): ValueKind {
  const { typeName } = type;
  if (!Type.isType(type, 'logical')) return kindOfTypeName(plainName(typeName));
  const { underlyingType } = type as Type & { underlyingType: Type };
  return kindOfTypeName(plainName(underlyingType.typeName), typeName.slice('logical:'.length) as Logical['name']);
}

function plainName(typeName: string): Parameters<typeof kindOfTypeName>[0] {
  return (typeName === 'error' ? 'record' : typeName) as Parameters<typeof kindOfTypeName>[0];
}

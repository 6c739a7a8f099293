/** The responses of the API that kfw reads: each is parsed into the used fields, or rejected. */
import { type CompatibilityLevel, isCompatibilityLevel } from '@kfw/schema-compat';

export interface ApiReference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

export interface ApiSchema {
  readonly schema: string;
  readonly schemaType: ApiSchemaType;
  readonly references: readonly ApiReference[];
}

export type ApiSchemaType = (typeof schemaTypes)[number];

const schemaTypes = ['AVRO', 'JSON', 'PROTOBUF'] as const;

/** `undefined` for JSON of another shape. */
export type Shape<T> = (json: unknown) => T | undefined;

export const asList: Shape<true> = (json) => (Array.isArray(json) ? true : undefined);

/** The response to registering and looking up. */
export const asId: Shape<{ id: number }> = (json) => {
  const { id } = fields(json);
  return isSchemaId(id) ? { id } : undefined;
};

export const asSchema: Shape<ApiSchema> = (json) => {
  const { schema, schemaType, references } = fields(json);
  if (typeof schema !== 'string') return undefined;
  const type = schemaTypes.find((known) => known === (schemaType ?? 'AVRO'));
  const referred = references ?? [];
  if (type === undefined || !Array.isArray(referred)) return undefined;
  const all = referred.map(asReference);
  return all.includes(undefined) ? undefined : { schema, schemaType: type, references: all as ApiReference[] };
};

/** A version of a subject. */
export const asVersion: Shape<ApiSchema & { id: number }> = (json) => {
  const id = asId(json);
  const schema = asSchema(json);
  return id === undefined || schema === undefined ? undefined : { ...schema, ...id };
};

/** Whether a schema would be accepted; some registries leave out the reasons. */
export const asCompatibility: Shape<{ isCompatible: boolean; messages: readonly string[] }> = (json) => {
  const { is_compatible: isCompatible, messages = [] } = fields(json);
  if (typeof isCompatible !== 'boolean' || !Array.isArray(messages)) return undefined;
  return { isCompatible, messages: messages.filter((message) => typeof message === 'string') };
};

/** The level of a subject, or the global one. */
export const asLevel: Shape<CompatibilityLevel> = (json) => {
  const { compatibilityLevel: level } = fields(json);
  return isCompatibilityLevel(level) ? level : undefined;
};

/** The error of a rejected request. */
export const asError: Shape<{ errorCode: number; message: string }> = (json) => {
  const { error_code: errorCode, message } = fields(json);
  return Number.isInteger(errorCode) && typeof message === 'string'
    ? { errorCode: errorCode as number, message }
    : undefined;
};

/** The message of any failing server. */
export const asMessage: Shape<string> = (json) => {
  const { message } = fields(json);
  return typeof message === 'string' ? message : undefined;
};

/** Ids are signed 32-bit numbers, from 1: the wire format has no room for others. */
export function isSchemaId(id: unknown): id is number {
  return Number.isInteger(id) && (id as number) >= 1 && (id as number) < 2 ** 31;
}

function asReference(json: unknown): ApiReference | undefined {
  const { name, subject, version } = fields(json);
  const isWell = typeof name === 'string' && typeof subject === 'string' && subject !== '' && isSchemaId(version);
  return isWell ? { name, subject, version } : undefined;
}

function fields(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

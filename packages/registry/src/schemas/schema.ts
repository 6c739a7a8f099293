/** A schema as it is given and served: its text in one of three languages, and the schemas that it refers to. */

export const schemaTypes = ['JSON', 'PROTOBUF', 'AVRO'] as const;

export type SchemaType = (typeof schemaTypes)[number];

export interface SchemaReference {
  /** How the text names it. */
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

export interface Schema {
  readonly schemaType: SchemaType;
  readonly schema: string;
  readonly references: readonly SchemaReference[];
}

export function isSchemaType(value: unknown): value is SchemaType {
  return schemaTypes.some((type) => type === value);
}

/** A schema as it is registered and served: its text in one of three languages, and its references. */

export const schemaTypes = ['JSON', 'PROTOBUF', 'AVRO'] as const;

export type SchemaType = (typeof schemaTypes)[number];

export interface SchemaReference {
  /** The name in the text. */
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

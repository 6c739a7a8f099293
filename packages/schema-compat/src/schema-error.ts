/**
 * What can be wrong with a schema itself, apart from how it goes with another one: branch on `code`. This package
 * imports nothing, so it has an error class of its own.
 */

/** `KFW_AVRO_INVALID`: no Avro schema. `KFW_AVRO_TOO_LARGE`: larger or deeper than this package looks at. */
export type SchemaErrorCode = 'KFW_AVRO_INVALID' | 'KFW_AVRO_TOO_LARGE';

export class SchemaError extends Error {
  override readonly name = 'SchemaError';

  constructor(
    readonly code: SchemaErrorCode,
    /** JSON pointer into the schema's text; empty for the whole of it. */
    readonly path: string,
    reason: string,
  ) {
    super(path === '' ? reason : `At ${path}: ${reason}`);
  }
}

export const invalidSchema = (path: string, reason: string): SchemaError =>
  new SchemaError('KFW_AVRO_INVALID', path, reason);

export const tooLarge = (path: string, reason: string): SchemaError =>
  new SchemaError('KFW_AVRO_TOO_LARGE', path, reason);

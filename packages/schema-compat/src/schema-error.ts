/** The error of an invalid schema: branch on `code`. This package imports nothing, so it has its own error class. */

/** `KFW_AVRO_INVALID`: not an Avro schema. `KFW_AVRO_TOO_LARGE`: larger or deeper than this package supports. */
export type SchemaErrorCode = 'KFW_AVRO_INVALID' | 'KFW_AVRO_TOO_LARGE';

export class SchemaError extends Error {
  override readonly name = 'SchemaError';

  constructor(
    readonly code: SchemaErrorCode,
    /** JSON pointer into the schema's text; empty for the whole schema. */
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

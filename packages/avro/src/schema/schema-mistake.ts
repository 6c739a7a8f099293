/**
 * A mistake in a schema and the JSON path where it is (`$.fields[0].type`). Internal: whoever knows where the schema
 * came from turns it into KFW_SCHEMA_INVALID or KFW_SCHEMA_FILE_INVALID.
 */
export class SchemaMistake extends Error {
  override readonly name = 'SchemaMistake';

  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path}: ${reason}`);
  }
}

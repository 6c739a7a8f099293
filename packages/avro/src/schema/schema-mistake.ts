/**
 * A mistake in a schema and its JSON path (`$.fields[0].type`). Internal: callers that know the source of the schema
 * turn it into KFW_SCHEMA_INVALID or KFW_SCHEMA_FILE_INVALID.
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

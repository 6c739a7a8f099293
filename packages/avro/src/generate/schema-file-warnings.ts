/** What the `.avsc` files of a folder probably mean and do not say, so that it is reported where the types are made. */
import { type SchemaWarning, suspectLogicals } from '../schema/suspect-logicals.js';
import { readSchemas } from './read-schemas.js';

export interface SchemaFileWarning extends SchemaWarning {
  /** `user_event.avsc` */
  readonly file: string;
}

/** @throws KFW_SCHEMA_FILE_INVALID for a file that is no JSON. */
export async function schemaFileWarnings(directory: string): Promise<SchemaFileWarning[]> {
  const schemas = await readSchemas(directory);
  return [...schemas].flatMap(([file, json]) => suspectLogicals(json).map((warning) => ({ file, ...warning })));
}

/** Warnings about probable mistakes in the `.avsc` files of a folder, for the command that generates types. */
import { type SchemaWarning, suspectLogicals } from '../schema/suspect-logicals.js';
import { readSchemas } from './read-schemas.js';

export interface SchemaFileWarning extends SchemaWarning {
  /** `user_event.avsc` */
  readonly file: string;
}

/** @throws KFW_SCHEMA_FILE_INVALID for a file that is not JSON. */
export async function schemaFileWarnings(directory: string): Promise<SchemaFileWarning[]> {
  const schemas = await readSchemas(directory);
  return [...schemas].flatMap(([file, json]) => suspectLogicals(json).map((warning) => ({ file, ...warning })));
}

/** `kfw generate types`: keeps the TypeScript types of app/schemas equal to their `.avsc` files. */
import path from 'node:path';
import { generateSchemaTypes, schemaFileWarnings } from '@kfw/avro';
import { kfwError } from '../../errors.js';
import { findAppRoot } from '../app-root.js';
import { createOutput } from '../output.js';

export interface TypesRequest {
  /** Writes nothing; throws `KFW_TYPES_STALE` when a file would change. */
  readonly check?: boolean | undefined;
  /** Prints nothing if all are up to date. */
  readonly onlyWritten?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function generateTypes({ check = false, onlyWritten = false, json }: TypesRequest): Promise<void> {
  const root = findAppRoot();
  const folder = path.join(root, 'app/schemas');
  const output = createOutput({ json });
  const generated = await generateSchemaTypes(folder, { check });
  for (const { file: name, ...warning } of await schemaFileWarnings(folder)) {
    const file = path.join('app/schemas', name);
    output.warn(`${file} at ${warning.path}: ${warning.message}`, { event: 'schema.warned', file, ...warning });
  }
  const files = generated.filter(({ state }) => state !== 'unchanged').map(({ file }) => path.relative(root, file));
  if (check && files.length > 0) throw kfwError('KFW_TYPES_STALE', { files });

  for (const file of files) output.line(`wrote ${file}`, { event: 'file.written', file });
  if (files.length === 0 && !onlyWritten)
    output.line('the types of app/schemas are up to date', { event: 'types.current' });
}

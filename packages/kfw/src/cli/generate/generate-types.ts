/** `kfw generate types`: keeps the TypeScript types of app/schemas equal to their `.avsc` files. */
import path from 'node:path';
import { generateSchemaTypes } from '@kfw/avro';
import { findAppRoot } from '../app-root.js';
import { cliError } from '../errors.js';
import { createOutput } from '../output.js';

export interface TypesRequest {
  /** Writes nothing; throws `KFW_TYPES_STALE` when a file would change. */
  readonly check?: boolean | undefined;
  /** Says nothing when all are up to date. */
  readonly onlyWritten?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function generateTypes({ check = false, onlyWritten = false, json }: TypesRequest): Promise<void> {
  const root = findAppRoot();
  const generated = await generateSchemaTypes(path.join(root, 'app/schemas'), { check });
  const files = generated.filter(({ state }) => state !== 'unchanged').map(({ file }) => path.relative(root, file));
  if (check && files.length > 0) throw cliError('KFW_TYPES_STALE', { files });

  const output = createOutput({ json });
  for (const file of files) output.line(`wrote ${file}`, { event: 'file.written', file });
  if (files.length === 0 && !onlyWritten)
    output.line('the types of app/schemas are up to date', { event: 'types.current' });
}

/** Reads and parses the `*.avsc` files of a folder. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '@kfw/core';
import { avroError } from '../errors.js';

/** Line ends of TypeScript among them: the name stands in the first line of what is generated. */
const unwritable = /[\p{Cc}\u2028\u2029]/u;

/**
 * The `*.avsc` files of a folder, parsed, by file name and sorted; none of a folder that does not exist.
 *
 * @throws KFW_SCHEMA_FILE_INVALID for a file that is no JSON, or whose name cannot stand in a comment of TypeScript.
 */
export async function readSchemas(directory: string): Promise<Map<string, unknown>> {
  const schemas = new Map<string, unknown>();
  for (const name of (await listIfThere(directory)).filter((entry) => entry.endsWith('.avsc')).sort()) {
    if (unwritable.test(name)) {
      const reason =
        'its name holds a line break or another control character, and would break the generated file. Rename it.';
      throw avroError('KFW_SCHEMA_FILE_INVALID', { file: JSON.stringify(name), path: '$', reason });
    }
    const text = await readFile(join(directory, name), 'utf8');
    try {
      schemas.set(name, JSON.parse(text));
    } catch (thrown) {
      throw avroError('KFW_SCHEMA_FILE_INVALID', {
        file: name,
        path: '$',
        reason: `it is no JSON (${toError(thrown).message}).`,
      });
    }
  }
  return schemas;
}

async function listIfThere(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}

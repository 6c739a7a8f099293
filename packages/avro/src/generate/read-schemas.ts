/** Reads and parses the `.avsc` files of a folder. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '@kfw/core';
import { avroError } from '../errors.js';

/** Includes TypeScript's line ends: the file name is in the first line of the generated module. */
const unwritable = /[\p{Cc}\u2028\u2029]/u;

/**
 * The parsed `*.avsc` files of a folder, sorted by file name; empty if the folder does not exist.
 *
 * @throws KFW_SCHEMA_FILE_INVALID for a file that is not JSON, or whose name cannot be in a TypeScript comment.
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
        reason: `it is not JSON (${toError(thrown).message}).`,
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

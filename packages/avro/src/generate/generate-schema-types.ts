/**
 * Updates the TypeScript modules of a folder of `.avsc` files. All files are read and checked before any module is
 * written, and a module is written only when it changes.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { avroError } from '../errors.js';
import { moduleName } from './module-name.js';
import { readSchemas } from './read-schemas.js';
import { generatedMark, schemaModule } from './schema-module.js';

export interface GeneratedFile {
  /** Path of the TypeScript module. */
  readonly file: string;
  /** `stale`: it differs, but only a check was requested. */
  readonly state: 'written' | 'unchanged' | 'stale';
}

/**
 * Generates a module next to each `*.avsc` of the folder, in the order of file names. Does nothing if the folder does
 * not exist.
 *
 * @throws KFW_SCHEMA_FILE_INVALID with the file and the path in it; then nothing was written.
 */
export async function generateSchemaTypes(
  directory: string,
  { check = false }: { check?: boolean | undefined } = {},
): Promise<GeneratedFile[]> {
  const schemas = await readSchemas(directory);
  const modules: { file: string; text: string; current: string | undefined }[] = [];
  for (const [fileName, json] of schemas) {
    const file = join(directory, `${moduleName(fileName)}.ts`);
    const text = schemaModule(json, { fileName, others: schemas });
    const current = await readIfThere(file);
    checkOverwriting(fileName, file, current, modules);
    modules.push({ file, text, current });
  }
  const generated: GeneratedFile[] = [];
  for (const { file, text, current } of modules) {
    if (current !== text && !check) await writeFile(file, text);
    generated.push({ file, state: current === text ? 'unchanged' : check ? 'stale' : 'written' });
  }
  return generated;
}

function checkOverwriting(
  fileName: string,
  file: string,
  current: string | undefined,
  earlier: readonly { file: string }[],
): void {
  const reason = earlier.some((other) => other.file === file)
    ? `${file} is already made from another schema file: rename one of them.`
    : current !== undefined && !current.startsWith(generatedMark)
      ? `${file} was not generated, and would be overwritten: rename one of them.`
      : undefined;
  if (reason !== undefined) throw avroError('KFW_SCHEMA_FILE_INVALID', { file: fileName, path: '$', reason });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
}

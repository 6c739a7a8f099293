/** `kfw generate consumer|responder|schema|topic NAME`: writes the files and prints the remaining steps. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { generateSchemaTypes, readSchemas, schemaOutline } from '@kfw/avro';
import { findAppRoot } from '../app-root.js';
import { createOutput } from '../output.js';
import { readConventions, refuseJavaScript } from './app-conventions.js';
import { generateTypes } from './generate-types.js';
import { avroPayload, type PayloadOutline } from './payload-outline.js';
import { type GeneratorKind, planFiles } from './plan-files.js';
import { writePlanned } from './planned-file.js';

export type { GeneratorKind } from './plan-files.js';

export interface GenerateRequest {
  readonly kind: GeneratorKind;
  readonly name: string;
  readonly schema?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function generateFiles({ kind, name, schema, force, json }: GenerateRequest): Promise<void> {
  const root = findAppRoot();
  refuseJavaScript(root, kind);
  const payloadOf = await readPayloads(path.join(root, 'app/schemas'));
  const plan = planFiles({ kind, name, schema, payloadOf, conventions: readConventions(root) });
  const { route } = plan;
  // An existing test is kept: it is somebody's work.
  const files = plan.files.filter(({ file }) => !file.startsWith('test/') || !existsSync(path.join(root, file)));
  await writePlanned(root, files, force);

  const output = createOutput({ json });
  for (const { file } of files) output.line(`wrote ${file}`, { event: 'file.written', file });
  // The written files import them, also those of an earlier schema.
  await generateTypes({ json, onlyWritten: true });
  if (route.length === 0) return;
  output.line(['', 'Add to config/routes.ts:', ...route.map((line) => `  ${line}`)].join('\n'), {
    event: 'route.missing',
    file: 'config/routes.ts',
    lines: route,
  });
}

/** Throws `KFW_SCHEMA_FILE_INVALID` before anything is written. */
async function readPayloads(folder: string): Promise<(module: string) => PayloadOutline | undefined> {
  await generateSchemaTypes(folder, { check: true });
  const schemas = await readSchemas(folder);
  const outlines = Array.from(schemas.keys(), (fileName) => schemaOutline(fileName, schemas));
  return (module) => {
    const outline = outlines.find((one) => one.module === module);
    return outline && avroPayload(outline);
  };
}

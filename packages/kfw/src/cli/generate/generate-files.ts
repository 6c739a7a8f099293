/** `kfw generate consumer|responder|schema|topic NAME`: writes the files and says what is left to do. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findAppRoot } from '../app-root.js';
import { createOutput } from '../output.js';
import { generateTypes } from './generate-types.js';
import { type Kind, planFiles } from './plan-files.js';
import { writePlanned } from './planned-file.js';

export type { Kind } from './plan-files.js';

export interface GenerateRequest {
  readonly kind: Kind;
  readonly name: string;
  readonly schema?: string | undefined;
  readonly force?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function generateFiles({ kind, name, schema, force, json }: GenerateRequest): Promise<void> {
  const root = findAppRoot();
  const hasSchema = (snake: string): boolean => existsSync(path.join(root, 'app/schemas', `${snake}.avsc`));
  const { files, route } = planFiles({ kind, name, schema, hasSchema });
  await writePlanned(root, files, force);

  const output = createOutput({ json });
  for (const { file } of files) output.line(`wrote ${file}`, { event: 'file.written', file });
  if (files.some(({ file }) => file.endsWith('.avsc'))) await generateTypes({ json });
  if (route.length === 0) return;
  output.line(['', 'Add to config/routes.ts:', ...route.map((line) => `  ${line}`)].join('\n'), {
    event: 'route.missing',
    file: 'config/routes.ts',
    lines: route,
  });
}

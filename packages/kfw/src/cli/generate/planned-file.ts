/**
 * A file that a generator is about to write. All are rendered before any is written, so that a mistake writes
 * nothing.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cliError } from '../errors.js';
import { templatesFolder } from '../installation.js';
import { renderTemplate } from '../render-template.js';

export interface PlannedFile {
  /** Relative to the app's root. */
  readonly file: string;
  /** The name of its template in templates/generate. */
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Writes all or none. Throws `KFW_FILE_EXISTS`, naming every existing file, unless `force`. */
export async function writePlanned(root: string, planned: readonly PlannedFile[], force = false): Promise<void> {
  const existing = planned.filter(({ file }) => existsSync(path.join(root, file)));
  if (existing.length > 0 && !force) throw cliError('KFW_FILE_EXISTS', { files: existing.map(({ file }) => file) });
  const rendered = await Promise.all(planned.map(async (plan) => ({ file: plan.file, text: await render(plan) })));
  for (const { file, text } of rendered) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
}

async function render({ template, values }: PlannedFile): Promise<string> {
  const text = await readFile(path.join(templatesFolder('generate'), template), 'utf8');
  return renderTemplate(text, values, template);
}

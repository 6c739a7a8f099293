/**
 * Copies a folder of templates into a new app. npm leaves files like `.gitignore` out of packages, so the template is
 * called `_gitignore`; the ending `.tpl` keeps tools from treating a template as the real file.
 */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderTemplate } from '../render-template.js';

/** Returns the files written, relative to `to`, in order. */
export async function copyTemplates(
  from: string,
  to: string,
  values: Readonly<Record<string, string>>,
): Promise<string[]> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const written = files.map(async ({ parentPath, name }) => {
    const source = path.join(parentPath, name);
    const relative = path.join(path.relative(from, parentPath), targetName(name));
    const target = path.join(to, relative);
    const text = renderTemplate(await readFile(source, 'utf8'), values, relative);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text, { mode: (await stat(source)).mode });
    return relative;
  });
  return (await Promise.all(written)).sort();
}

/** `_gitignore` → `.gitignore`, `package.json.tpl` → `package.json`. */
export function targetName(name: string): string {
  return name.replace(/^_/, '.').replace(/\.tpl$/, '');
}

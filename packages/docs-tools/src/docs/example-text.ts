/**
 * The text of an example: a whole file, or a named region of it (`routes.ts#tour` is between `// #region tour` and
 * `// #endregion`), moved to the left margin. Marks of other regions inside it are left out.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Throws when there is no such file or region. */
export function exampleText(folder: string, reference: string): string {
  const [file = '', region] = reference.split('#');
  const lines = readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n');
  const chosen = region === undefined ? lines : regionOf(lines, region);
  if (chosen === undefined) throw new Error(`${file} has no region "${region}".`);
  const shown = chosen.filter((line) => !isMark(line));
  const indents = shown.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...indents);
  return `${shown.map((line) => line.slice(margin)).join('\n')}\n`;
}

function regionOf(lines: readonly string[], name: string): string[] | undefined {
  const start = lines.findIndex((line) => line.trim() === `// #region ${name}`);
  if (start === -1) return undefined;
  let depth = 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at]?.trim() ?? '';
    if (line.startsWith('// #region')) depth++;
    if (line === '// #endregion') depth--;
    if (depth === 0) return lines.slice(start + 1, at);
  }
  return undefined;
}

function isMark(line: string): boolean {
  return /^\s*\/\/ #(region|endregion)/.test(line);
}

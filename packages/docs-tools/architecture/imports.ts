/** Reads which file imports which, from the sources: type imports count, comments do not. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const packagesFolder = path.resolve(__dirname, '../..');

export interface Import {
  /** Relative to `packages/`, with forward slashes. */
  readonly file: string;
  readonly specifier: string;
}

/** Every import and re-export below `packages/NAME/src`, dynamic ones included. */
export function importsOf(packageName: string): Import[] {
  const source = path.join(packagesFolder, packageName, 'src');
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .flatMap((name) => {
      const text = readFileSync(path.join(source, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
      const statements = text.matchAll(/^(?:import|export)\s+(?:[^'"`;()]*?\bfrom\s+)?['"]([^'"]+)['"]/gm);
      const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
      const found = [...statements, ...dynamic];
      const file = path.join(packageName, 'src', name).split(path.sep).join('/');
      return found.map((match) => ({ file, specifier: match[1] ?? '' }));
    });
}

/**
 * Explains why a file of the app cannot be loaded: code that does not compile, or an import of a missing file or
 * package. esbuild and Node report these in errors whose stacks show only their own internals.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KfwError, toError } from '@kfw/core';
import { kfwError } from '../errors.js';

/** The mistake behind an error of importing `file`; `undefined` when the file's own code threw it. */
export function importMistake(thrown: unknown, file: string): KfwError | undefined {
  const error = toError(thrown) as NodeJS.ErrnoException & { url?: string };
  if (error.name === 'TransformError') return sourceInvalid(error);
  if (lacksLocation(error)) {
    const location = `${shown(file)}, or a file that it imports,`;
    return kfwError('KFW_SOURCE_INVALID', { location, reason: error.message }, { cause: error });
  }
  if (error.code === 'MODULE_NOT_FOUND') return requireMistake(error);
  if (error.code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const [, name, importer] = /^Cannot find package '(.+)' imported from (.+)$/.exec(error.message) ?? [];
  if (name !== undefined && importer !== undefined) {
    return isAppFile(importer) ? kfwError('KFW_PACKAGE_MISSING', { file: shown(importer), name }) : undefined;
  }
  const from = / imported from (.+)$/.exec(error.message)?.[1];
  if (error.url === undefined || from === undefined || !isAppFile(from)) return undefined;
  return kfwError('KFW_IMPORT_MISSING', { file: shown(from), imported: shown(error.url) });
}

/** An error of CommonJS: the first file of its require stack is the importer. */
function requireMistake(error: Error & { readonly requireStack?: unknown }): KfwError | undefined {
  const [, name] = /^Cannot find module '(.+)'/.exec(error.message) ?? [];
  const [importer]: readonly unknown[] = Array.isArray(error.requireStack) ? error.requireStack : [];
  if (name === undefined || typeof importer !== 'string' || !isAppFile(importer)) return undefined;
  const file = shown(importer);
  if (!/^(?:\.|\/|[A-Za-z]:[\\/])/.test(name)) return kfwError('KFW_PACKAGE_MISSING', { file, name: packageOf(name) });
  return kfwError('KFW_IMPORT_MISSING', { file, imported: shown(path.resolve(path.dirname(importer), name)) });
}

/** `@kfw/avro/schemas` is in the package `@kfw/avro`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Code that esbuild accepts and Node rejects, such as a regular expression: Node's error does not name the file. */
function lacksLocation({ name, stack }: Error): boolean {
  return name === 'SyntaxError' && /^SyntaxError: .*\n\s+at compileSourceTextModule /.test(stack ?? '');
}

/** esbuild gives position and reason of the first fault on the second line of its message. */
function sourceInvalid(error: Error): KfwError | undefined {
  const [, file, position, reason] = /^(.+):(\d+:\d+): ERROR: (.+)$/m.exec(error.message) ?? [];
  if (file === undefined || reason === undefined) return undefined;
  return kfwError('KFW_SOURCE_INVALID', { location: `${shown(file)}:${position}`, reason }, { cause: error });
}

function isAppFile(file: string): boolean {
  return !file.split(/[\\/]/).includes('node_modules');
}

function shown(location: string): string {
  return path.relative(process.cwd(), location.startsWith('file:') ? fileURLToPath(location) : location);
}

/** Loads the function of `--transform`: the default export of a JavaScript or TypeScript file. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BootedApp } from '../../../app/booted-app.js';
import { importFile, isTypeScript, loadTypeScript } from '../../../boot/app-files.js';
import { describeExports } from '../../../boot/describe-exports.js';
import { defaultExport } from '../../../boot/module-exports.js';
import { cliError } from '../../errors.js';
import type { TransformFunction } from './transform-messages.js';

/** Throws `KFW_OPTION_INVALID` for a file that does not exist, `KFW_TRANSFORM_INVALID`, `KFW_TSX_MISSING` and the errors of the file. */
export async function loadTransform(
  app: Pick<BootedApp, 'root' | 'description'> | undefined,
  given: string,
): Promise<TransformFunction> {
  const file = path.resolve(given);
  if (!existsSync(file)) {
    throw cliError('KFW_OPTION_INVALID', { option: '--transform', expected: 'a file that exists', given });
  }
  // The sources of an app have loaded it already.
  if (isTypeScript(file) && !(app && isTypeScript(app.description.bootFile))) {
    await loadTypeScript(app?.root ?? path.dirname(file), file);
  }
  const namespace = await importFile(file);
  const transform = defaultExport(namespace, isFunction);
  if (isFunction(transform)) return transform;
  throw cliError('KFW_TRANSFORM_INVALID', { file: given, found: describeExports(namespace, transform) });
}

function isFunction(value: unknown): value is TransformFunction {
  return typeof value === 'function';
}

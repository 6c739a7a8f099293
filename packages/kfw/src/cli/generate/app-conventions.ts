/** The base classes and test packages of an app, so that generated files import only those that exist. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bootFilesIn } from '../../boot/boot-files.js';
import { cliError } from '../errors.js';

export type HandlerKind = 'consumer' | 'responder';

export interface AppConventions {
  /** Whether `app/consumers/application-consumer.ts` (or of responders) is there; else classes extend that of kfw. */
  readonly hasBase: Readonly<Record<HandlerKind, boolean>>;
  /** Whether tests can import `@jest/globals` and `@kfw/testing`. */
  readonly hasTests: boolean;
}

export function readConventions(root: string): AppConventions {
  const hasBase = (kind: HandlerKind): boolean => existsSync(path.join(root, `app/${kind}s/application-${kind}.ts`));
  const packages = packagesOf(root);
  return {
    hasBase: { consumer: hasBase('consumer'), responder: hasBase('responder') },
    hasTests: ['@jest/globals', '@kfw/testing'].every((name) => packages.has(name)),
  };
}

/** Throws `KFW_APP_IS_JAVASCRIPT`: generated files have decorators and types, which such an app cannot run. */
export function refuseJavaScript(root: string, kind: string): void {
  const { source } = bootFilesIn(root);
  if (source === undefined || /\.[cm]?ts$/.test(source)) return;
  throw cliError('KFW_APP_IS_JAVASCRIPT', { kind, file: path.basename(source) });
}

function packagesOf(root: string): ReadonlySet<string> {
  const file = path.join(root, 'package.json');
  if (!existsSync(file)) return new Set();
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  return new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
}

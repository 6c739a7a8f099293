/**
 * `kfw new`: checks its arguments, copies the templates, generates the schema's type, installs, and prints the next
 * steps. Nothing is removed when it fails halfway: each step's error says how to continue.
 */
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { generateSchemaTypes } from '@kfw/avro';
import { kfwVersion } from '../../boot/package-manifest.js';
import { cliError } from '../errors.js';
import { findCheckout, type TemplateSet, templatesFolder } from '../installation.js';
import { createOutput } from '../output.js';
import { appNameOf, parseBrokers, parseRegistry } from './check-arguments.js';
import { copyTemplates } from './copy-templates.js';
import { nextSteps } from './next-steps.js';
import { npmInstall } from './npm.js';
import { addDependencies } from './optional-dependencies.js';
import { optionalValues } from './optional-values.js';
import { parseWith } from './parse-with.js';
import { createProgress } from './progress.js';
import { vendorPackages } from './vendor-packages.js';

export interface NewAppOptions {
  readonly folder: string;
  /** `HOST:PORT`, or several with commas. With neither this nor a registry, the app runs on the embedded broker. */
  readonly broker?: string | undefined;
  readonly registry?: string | undefined;
  /** Names of optional packages, with commas. */
  readonly with?: string | undefined;
  readonly install: boolean;
  readonly json?: boolean | undefined;
}

/** The addresses in the app's docker-compose.yml. */
const composeAddresses = { broker: 'localhost:9092', registry: 'http://localhost:8081/apis/ccompat/v7' };

export async function scaffoldApp(options: NewAppOptions): Promise<void> {
  const folder = path.resolve(options.folder);
  const name = appNameOf(folder);
  const embedded = options.broker === undefined && options.registry === undefined;
  const brokers = parseBrokers(options.broker ?? composeAddresses.broker);
  const registry = parseRegistry(options.registry ?? composeAddresses.registry);
  const packages = parseWith(options.with);
  await makeEmptyFolder(folder);

  const output = createOutput(options);
  const progress = await createProgress(output, options);
  const { signal, ignore } = abortOnInterrupt(folder);
  const checkout = findCheckout();
  const files = await progress.step('copied the templates', async () => {
    const values = {
      name,
      brokers: JSON.stringify(brokers),
      broker: brokers.join(','),
      registry,
      version: kfwVersion(),
      ...optionalValues(packages),
      publishedPackages: packages.map((one) => ` "dependencies.@kfw/${one.name}=^${kfwVersion()}"`).join(''),
      commitVendor: checkout === undefined ? '' : ', and `vendor/` with the packages of kfw (its README says more)',
      copyVendor: checkout === undefined ? '' : 'COPY vendor ./vendor\n',
    };
    const sets: TemplateSet[] = ['app'];
    if (embedded) sets.push('embedded');
    sets.push(...packages.flatMap(({ templates }) => templates ?? []));
    if (checkout !== undefined) sets.push('vendored');
    const copied: string[] = [];
    for (const set of sets) copied.push(...(await copyTemplates(templatesFolder(set), folder, values)));
    await addDependencies(folder, packages);
    return [...new Set(copied)].sort();
  });
  signal.throwIfAborted();
  if (checkout !== undefined)
    await progress.step('put the packages of this checkout into vendor', () =>
      vendorPackages(folder, checkout, { names: packages.map(({ name }) => name), signal }),
    );
  signal.throwIfAborted();
  await progress.step('generated the types of app/schemas', () =>
    generateSchemaTypes(path.join(folder, 'app/schemas')),
  );
  signal.throwIfAborted();
  if (options.install) await progress.step('installed the packages (npm install)', () => npmInstall(folder, signal));
  ignore();

  output.line(
    nextSteps({
      name,
      folder,
      embedded,
      installed: options.install,
      vendored: checkout !== undefined,
      shownBy: packages.flatMap(({ shownBy }) => shownBy ?? []),
    }),
    {
      event: 'app.created',
      name,
      folder,
      files,
    },
  );
}

/** Makes the folder, which must be empty; a repository without files counts as empty. */
async function makeEmptyFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) {
    await mkdir(folder, { recursive: true });
    return;
  }
  if (!found.isDirectory()) throw cliError('KFW_FOLDER_IS_FILE', { folder });
  const entries = await readdir(folder);
  if (entries.some((entry) => entry !== '.git')) throw cliError('KFW_FOLDER_NOT_EMPTY', { folder });
}

/** Aborts with `KFW_INTERRUPTED` on Ctrl-C. */
function abortOnInterrupt(folder: string): { signal: AbortSignal; ignore: () => void } {
  const controller = new AbortController();
  const target = path.relative(process.cwd(), folder) || '.';
  const hint = `Nothing was removed; continue with \`cd ${target} && npm install && npx kfw generate types\``;
  const abort = (): void => controller.abort(cliError('KFW_INTERRUPTED', { hint }));
  process.once('SIGINT', abort);
  return { signal: controller.signal, ignore: () => process.off('SIGINT', abort) };
}

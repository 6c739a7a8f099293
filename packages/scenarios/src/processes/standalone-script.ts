/**
 * A program that kfw does not run: a script beside a `config/kafka.yml`, in a folder outside the checkout, which imports
 * kfw as any service does.
 */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout, type LogLine, type Spawned, spawnProgram, temporaryFolder, type World } from '@kfw/test-cluster';

export interface StandaloneScriptOptions {
  /** Of `config/kafka.yml`, over the cluster's addresses. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Beside the script, by their paths in its folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Runs ES module code that may import from `kfw`. */
export async function runStandaloneScript(
  world: World,
  code: string,
  options: StandaloneScriptOptions = {},
): Promise<Spawned> {
  const { settings = {}, env = {}, files = {} } = options;
  const folder = await temporaryFolder(world);
  const { brokers, registry } = world.cluster;
  const development = { brokers, registry: { url: registry }, clientId: world.name('script'), ...settings };
  await mkdir(path.join(folder, 'config'));
  // JSON is YAML.
  await writeFile(path.join(folder, 'config/kafka.yml'), JSON.stringify({ development }));
  await writeFile(path.join(folder, 'script.mjs'), code);
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  await symlink(path.join(checkout, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  return spawnProgram(world, process.execPath, ['script.mjs'], { cwd: folder, env });
}

/** Waits for a line of its output; a script that ends before it has failed. */
export async function printedBy(script: Spawned, line: string): Promise<void> {
  const ended = script.ended.then((code) => {
    throw new Error(`it ended with ${code}: ${script.errorLines.items.slice(0, 20).join('\n')}`);
  });
  await Promise.race([script.lines.first(line, (printed) => printed === line), ended]);
}

/** The lines of its log, which it writes to standard error, with that event. */
export function loggedBy(script: Spawned, event: string): LogLine[] {
  return script.errorLines.items
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine)
    .filter((line) => line.event === event);
}

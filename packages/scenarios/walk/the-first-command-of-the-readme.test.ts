/**
 * `npm run quickstart` on a machine that has Node and nothing else: no Java, no Docker, no Kafka. Ctrl-C ends all of it.
 */
import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { checkout, spawnProgram, temporaryFolder, userEnvironment, World } from '@kfw/test-cluster';

const installMs = 240_000;
const world = new World({ kind: 'embedded', brokers: '', registry: '' });
afterEach(() => world.end());

/** Programs that npm and its scripts need. */
const programs = ['node', 'npm', 'npx', 'sh', 'env'];

async function pathWithNodeAlone(): Promise<string> {
  const folder = await temporaryFolder(world);
  const folders = (userEnvironment().PATH ?? '').split(path.delimiter);
  for (const name of programs) {
    const program = folders.map((place) => path.join(place, name)).find((file) => existsSync(file));
    await symlink(program ?? name, path.join(folder, name));
  }
  return folder;
}

it(
  'the first command of the README: an app, its server, an event, consumed; Ctrl-C stops everything',
  async () => {
    const command = path.join(checkout, 'packages/docs-tools/dist/quickstart/command.js');
    const env = { PATH: await pathWithNodeAlone() };
    const quickstart = spawnProgram(world, process.execPath, [command], { cwd: checkout, env });
    const tried = quickstart.lines.first('what to try next', (line) => line.startsWith('What to try next'), installMs);
    await Promise.race([
      tried,
      quickstart.ended.then((code) => {
        throw new Error(`it ended with ${code}: ${quickstart.errorLines.items.join('\n')}`);
      }),
    ]);
    const said = quickstart.lines.items.join('\n');
    expect(said).toContain('started the embedded broker');
    expect(said).toContain('user_created of user 1');
    const shown = await quickstart.lines.first('its folder', (line) => /^ {2}cd .*shop$/.test(line));
    const app = path.resolve(checkout, shown.trim().slice('cd '.length));
    expect(existsSync(path.join(app, '.kfw/development/broker.lock'))).toBe(true);

    quickstart.signal('SIGINT');
    expect(await world.waitFor('the quickstart to end', quickstart.ended)).toBe(0);
    expect(existsSync(app)).toBe(false);
    expect(quickstart.lines.items.at(-1)).toBe(`Removed the app in ${app}.`);
  },
  2 * installMs,
);

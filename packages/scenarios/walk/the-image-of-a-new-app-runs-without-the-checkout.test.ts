/**
 * A new app is copied alone to another folder, and the steps of its Dockerfile are carried out there by hand as an
 * unprivileged user, with the oldest Node that kfw runs on and with the newest line. The image consumes, and holds
 * only files that run.
 */
import { chmod, cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkout, clusters, createTopic, isMissing, spawnProgram, temporaryFolder, World } from '@kfw/test-cluster';
import { buildByHand, type Image } from '../src/image/build-by-hand.js';
import { provideNode } from '../src/image/node-tools.js';
import { oneself, runAs, unprivileged } from '../src/image/unprivileged.js';

const timeoutMs = 600_000;
const emit = "await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })";

/** Development dependencies, which do not run. */
const development = ['tsx', 'esbuild', 'typescript', 'jest', '@swc', '@biomejs', '@kfw/testing', 'development-node'];
const mostBytes = 32 * 1024 * 1024;

const kafka = clusters().find(({ kind }) => kind === 'apache-kafka');
const itWithKafka = kafka === undefined || isMissing(kafka) ? it.skip : it;

describe('apache-kafka', () => {
  itWithKafka(
    'the image of a new app runs without the checkout',
    async () => {
      if (kafka === undefined || isMissing(kafka)) return;
      const world = new World(kafka);
      try {
        await play(world);
      } finally {
        await world.end();
      }
    },
    timeoutMs,
  );
});

async function play(world: World): Promise<void> {
  const context = await newApp(world);
  await ownTopic(world);
  for (const version of ['22', '24'] as const) {
    const tools = await provideNode(world, version);
    const root = await emptyFolder(world);
    const image = await buildByHand(world, { context, root, tools });
    const env = { ...image.env, PATH: tools.path, KFW_BROKERS: world.cluster.brokers };
    const own = { ...env, KFW_REGISTRY_URL: world.cluster.registry, HOME: '/nonexistent' };
    await expectOnlyWhatRuns(image, version);
    await expectConsuming(world, image, own);
    await expectVersions(world, image, { env, root });
  }
}

/** An app as somebody makes it, copied alone to an empty folder: no node_modules, but a lock file. */
async function newApp(world: World): Promise<string> {
  const { path: PATH } = await provideNode(world, '24');
  const made = path.join(await temporaryFolder(world), world.name('shop'));
  const succeeds = async (program: string, args: readonly string[], cwd: string): Promise<void> => {
    const spawned = spawnProgram(world, program, args, { cwd, env: { PATH } });
    const code = await world.waitFor(`${program} to end`, spawned.ended, timeoutMs);
    expect([code, code === 0 || [...spawned.lines.items, ...spawned.errorLines.items]]).toEqual([0, true]);
  };
  await succeeds('node', [path.join(checkout, 'bin/kfw'), 'new', made, '--skip-install'], path.dirname(made));
  await succeeds('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], made);
  const lock = await readFile(path.join(made, 'package-lock.json'), 'utf8');
  expect(lock).not.toMatch(/"(resolved|version)": "(file:)?(\.\.|\/)/);
  expect(lock).not.toContain('node_modules/node-linux');
  const context = path.join(await emptyFolder(world), path.basename(made));
  await cp(made, context, { recursive: true });
  return context;
}

/** Readable for others: the user `nobody` builds there. */
async function emptyFolder(world: World): Promise<string> {
  const folder = await temporaryFolder(world);
  await chmod(folder, 0o777);
  return folder;
}

/** The scaffold's topic, which other scenarios may have made. */
async function ownTopic(world: World): Promise<void> {
  const port = Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1));
  await createTopic(port, { name: 'users', partitions: 1, replication: -1, settings: {} }).catch((error: unknown) => {
    if (!/exists/i.test(String(error))) throw error;
  });
}

async function expectOnlyWhatRuns({ folder }: Image, version: string): Promise<void> {
  expect((await readdir(folder)).sort()).toEqual(['config', 'dist', 'node_modules', 'package.json']);
  const modules = path.join(folder, 'node_modules');
  const found = await Promise.all(development.map((name) => sizeOf(path.join(modules, name))));
  expect(development.filter((_name, index) => (found[index] ?? 0) > 0)).toEqual([]);
  const bytes = await sizeOf(modules);
  process.stderr.write(`node_modules of the image with Node ${version}: ${(bytes / 1024 / 1024).toFixed(1)} MiB\n`);
  expect(bytes).toBeLessThan(mostBytes);
  const { uid, mode } = await stat(path.join(folder, 'dist/kfw.js'));
  expect(uid).toBe(oneself.uid);
  expect(mode & 0o022).toBe(0);
}

async function expectConsuming(world: World, image: Image, env: Readonly<Record<string, string>>): Promise<void> {
  const [program = '', ...args] = image.command;
  const run = (words: readonly string[]) =>
    spawnProgram(world, program, [...args.slice(0, -1), ...words], { cwd: image.folder, env, user: unprivileged });
  const registering = run(['schemas', 'register']);
  expect(await registering.ended).toBe(0);
  // Apicurio's compatibility level is NONE, which is reported.
  expect(registering.errorLines.items).toEqual([expect.stringMatching(/^warning: the registry checks nothing for /)]);

  const server = spawnProgram(world, program, args, { cwd: image.folder, env, user: unprivileged });
  expect(await server.logged('app.initialized')).toMatchObject({ environment: 'production', bootFile: 'dist/kfw.js' });
  await server.logged('partitions.assigned');
  const console = run(['console', '-e', emit]);
  expect([await console.ended, console.errorLines.items]).toEqual([0, []]);
  const report = JSON.parse(console.lines.items[0] ?? '');
  const offset = Number(report.users[0][1].offset);
  await server.logged(
    'consumer.consumed',
    (line) => Number(line.firstOffset) <= offset && offset <= Number(line.lastOffset),
  );

  server.signal('SIGTERM');
  expect([await world.waitFor('the server to stop', server.ended), server.errorLines.items]).toEqual([0, []]);
}

/** An installed kfw makes apps too: they name versions, and have no vendor. */
async function expectVersions(
  world: World,
  image: Image,
  { env, root }: { env: Readonly<Record<string, string>>; root: string },
): Promise<void> {
  const made = path.join(root, 'made');
  await mkdir(made);
  await chmod(made, 0o777);
  const kfw = path.join(image.folder, 'node_modules/kfw/bin/kfw.js');
  await runAs(world, `node ${kfw} new other --skip-install`, { cwd: made, home: root, env: { PATH: env.PATH ?? '' } });
  const { dependencies } = JSON.parse(await readFile(path.join(made, 'other/package.json'), 'utf8'));
  expect(dependencies).toEqual({ kfw: expect.stringMatching(/^\^\d+\.\d+\.\d+/) });
  expect(await readdir(path.join(made, 'other'))).not.toContain('vendor');
  expect(await readFile(path.join(made, 'other/Dockerfile'), 'utf8')).not.toContain('vendor');
}

/** The total size of the files of a folder; 0 when it does not exist. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

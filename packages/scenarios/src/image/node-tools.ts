/** Node and npm of one version in their own folder, as an image of Node has them, from npm's registry. */
import { chmod, copyFile, cp, mkdir, mkdtemp, rename, rm, stat, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { runProgram, temporaryFolder, type World } from '@kfw/test-cluster';

export interface NodeTools {
  /** Of the image: `22`. */
  readonly version: string;
  /** The folders of its programs and of the system's, without any other Node before them. */
  readonly path: string;
}

/** The oldest Node that kfw runs on, and the line that its apps are made with, each with an npm that comes with it. */
const packages = {
  '22': { node: '22.22.0', npm: '10.9.4' },
  '24': { node: '24.21.0', npm: '11.6.2' },
} as const;

export type NodeVersion = keyof typeof packages;

const nodePackage = `node-${process.platform}-${process.arch}`;

export async function provideNode(world: World, version: NodeVersion): Promise<NodeTools> {
  const installed = await install(version);
  const root = await temporaryFolder(world);
  await chmod(root, 0o755);
  const bin = path.join(root, 'bin');
  await mkdir(bin);
  // Outside of any node_modules: that is how a machine's own Node differs from one that npm installed.
  await copyFile(path.join(installed, nodePackage, 'bin/node'), path.join(bin, 'node'));
  await cp(path.join(installed, 'npm'), path.join(root, 'npm'), { recursive: true, verbatimSymlinks: true });
  await symlink('../npm/bin/npm-cli.js', path.join(bin, 'npm'));
  return { version, path: [bin, '/usr/bin', '/bin'].join(path.delimiter) };
}

/** The folder of node_modules that holds both, kept from one run to the next. */
async function install(version: NodeVersion): Promise<string> {
  const { node, npm } = packages[version];
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'kfw');
  const kept = path.join(cache, `node-${node}-npm-${npm}`);
  if (await isThere(kept)) return path.join(kept, 'node_modules');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(path.join(cache, 'work-'));
  try {
    const asked = [`${nodePackage}@${node}`, `npm@${npm}`];
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefix', work];
    const { code, output } = await runProgram('npm', ['install', ...flags, ...asked], { cwd: work });
    if (code !== 0) throw new Error(`npm install ${asked.join(' ')} ended with ${code}: ${output}`);
    // Another run may have been faster.
    await rename(work, kept).catch(() => undefined);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path.join(kept, 'node_modules');
}

function isThere(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}

/**
 * Runs the steps of a Dockerfile without Docker: each stage in its own folder, which is empty at first, with a Node of
 * the image's version and nothing of the checkout. Steps run as an unprivileged user; what the last stage copies
 * belongs to the user that runs this, as it belongs to root in an image.
 */
import { chown, cp, lchown, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { World } from '@kfw/test-cluster';
import { type Copy, readDockerfile, type Stage } from './dockerfile.js';
import type { NodeTools } from './node-tools.js';
import { oneself, runAs, type User, unprivileged } from './unprivileged.js';

export interface Image {
  /** The folder of the app in it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

export interface Build {
  /** The folder that is built: its Dockerfile, and all that its `.dockerignore` lets through. */
  readonly context: string;
  /** An empty folder for the stages. */
  readonly root: string;
  readonly tools: NodeTools;
}

export async function buildByHand(world: World, { context, root, tools }: Build): Promise<Image> {
  const text = await readFile(path.join(context, 'Dockerfile'), 'utf8');
  const stages = readDockerfile(text, { NODE_VERSION: tools.version });
  const ignored = await ignoredBy(path.join(context, '.dockerignore'));
  const rootOf = (name: string): string => path.join(root, name);
  const last = stages.at(-1);
  for (const stage of stages) {
    const mine = rootOf(stage.name ?? 'image');
    const folder = path.join(mine, stage.folder);
    await mkdir(folder, { recursive: true });
    if (stage !== last) await chown(folder, unprivileged.uid, unprivileged.gid);
    for (const step of stage.steps) {
      if (step.kind === 'run') {
        const env = { ...stage.env, PATH: tools.path };
        await runAs(world, step.command, { cwd: folder, home: root, env });
        continue;
      }
      await carryOut(step, {
        folder,
        find: (place) => (step.from === undefined ? path.join(context, place) : path.join(rootOf(step.from), place)),
        keeps: (file) => step.from !== undefined || !ignored(path.relative(context, file)),
      });
      await give(folder, stage === last ? oneself : unprivileged);
    }
  }
  return imageOf(last, (name) => rootOf(name));
}

function imageOf(stage: Stage | undefined, rootOf: (name: string) => string): Image {
  if (stage === undefined) throw new Error('the Dockerfile has no stage');
  return { folder: path.join(rootOf(stage.name ?? 'image'), stage.folder), env: stage.env, command: stage.command };
}

interface Place {
  readonly folder: string;
  find(source: string): string;
  keeps(file: string): boolean;
}

/** As COPY does: a file goes into a target that ends in `/`, of a folder the content is copied. */
async function carryOut({ sources, target }: Copy, { folder, find, keeps }: Place): Promise<void> {
  for (const source of sources) {
    const from = find(source);
    const isFolder = (await stat(from)).isDirectory();
    const to = path.join(folder, target, !isFolder && target.endsWith('/') ? path.basename(from) : '');
    await mkdir(path.dirname(to), { recursive: true });
    await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: keeps });
  }
}

/** Matches paths in the context that the patterns of a `.dockerignore` exclude. */
async function ignoredBy(file: string): Promise<(place: string) => boolean> {
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return (place) => place !== '' && patterns.some((pattern) => path.matchesGlob(place, pattern));
}

/** Copied files belong to the user of the stage, whatever their owner was before. */
async function give(folder: string, { uid, gid }: User): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(path.join(entry.parentPath, entry.name), uid, gid);
  }
}

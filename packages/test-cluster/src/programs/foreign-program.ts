/**
 * Third-party programs, run to their end: kcat, the tools of Apache Kafka, Python with librdkafka. Their view of a
 * cluster is worth more than that of our own client.
 */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { scenarioError } from '../errors/errors.js';
import { findArtifacts, findStreams } from '../kafka/artifacts.js';
import { shortLivedJvm } from '../kafka/class-archive.js';
import type { World } from '../world/world.js';
import { asMissingKcat } from './require-kcat.js';
import { type Spawned, spawnProgram } from './spawned.js';

const execute = promisify(execFile);
const withinMs = 60_000;
const mostOutputBytes = 16 * 1_024 * 1_024;

const smallJvm = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-Xmx256m', '-XX:+UseSerialGC'];

export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `kcat` on a cluster; `input` is its standard input. */
export function kcat(brokers: string, args: readonly string[], input?: string): Promise<ProgramOutput> {
  return run('kcat', ['-b', brokers, ...args], input).catch((thrown: unknown) => {
    throw asMissingKcat(thrown, 'this scenario');
  });
}

/**
 * Runs a tool of Apache Kafka by the name of its class, such as `org.apache.kafka.tools.TopicCommand`; `input` is what it
`input` is its
 * standard input.
 */
export async function kafkaTool(tool: string, args: readonly string[], input?: string): Promise<ProgramOutput> {
  const { java, flags, classes } = await quickJava();
  return run(java, [...flags, '-cp', classes, tool, ...args], input);
}

/** As `kafkaTool`, with both compilers: for a tool that measures, and must not be the bottleneck. */
export async function measuringTool(tool: string, args: readonly string[]): Promise<ProgramOutput> {
  const { java, kafka } = await findArtifacts(() => {});
  return run(java, [...smallJvm, '-cp', `${kafka}/*`, tool, ...args]);
}

/** Starts a Java program on Kafka Streams, by its one source file. It ends with the scenario, if not before. */
export async function startStreams(world: World, source: string, args: readonly string[]): Promise<Spawned> {
  const { java, flags, classes } = await quickJava();
  // The class path of the archive must come first.
  const withStreams = `${classes}:${await findStreams(() => {})}/*`;
  return spawnProgram(world, java, [...flags, '-cp', withStreams, source, ...args], { cwd: path.dirname(source) });
}

/** Starts a Java program on Kafka's clients, by its one source file. It ends with the scenario, if not before. */
export async function startJava(world: World, source: string, args: readonly string[]): Promise<Spawned> {
  const { java, flags, classes } = await quickJava();
  return spawnProgram(world, java, [...flags, '-cp', classes, source, ...args], { cwd: path.dirname(source) });
}

/** Runs a Python script with the clients of `clients/requirements.txt`, which `.ci/run` installs into the cache. */
export async function python(script: string, args: readonly string[]): Promise<ProgramOutput> {
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'kfw');
  const interpreter = path.join(cache, 'python', 'bin', 'python');
  await access(interpreter).catch(() => {
    throw scenarioError('KFW_PYTHON_MISSING', { interpreter });
  });
  return run(interpreter, [script, ...args]);
}

async function quickJava() {
  const artifacts = await findArtifacts(() => {});
  const flags = [...smallJvm, ...(await shortLivedJvm(artifacts, () => {}))];
  return { java: artifacts.java, flags, classes: `${artifacts.kafka}/*` };
}

async function run(command: string, args: readonly string[], input?: string): Promise<ProgramOutput> {
  const running = execute(command, args, { timeout: withinMs, maxBuffer: mostOutputBytes });
  running.child.stdin?.end(input ?? '');
  return running;
}

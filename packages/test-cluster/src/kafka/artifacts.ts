/**
 * The jars of Apache Kafka and Apicurio Registry, from Maven Central into `~/.cache/kfw` (or `$XDG_CACHE_HOME/kfw`).
 * A download goes to a folder of its own and is renamed when complete, so that the cache is complete.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { scenarioError } from '../errors/errors.js';
import { runProgram } from '../programs/run-program.js';
import { withLock } from './cache-lock.js';
import { exists } from './exists.js';

export const kafkaVersion = '4.1.1';
export const registryVersion = '3.0.9';

const retryAfterMs = 5_000;

export interface Artifacts {
  /** The `java` to run. */
  readonly java: string;
  /** A folder of jars. */
  readonly kafka: string;
  /** A runnable jar, beside its libraries. */
  readonly registry: string;
}

/** Version 2.10 resolves an artifact without the descriptors of its parents, which Maven Central lacks for Apicurio's. */
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:2.10';

const kafkaDependencies = [
  ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
  ['org.apache.kafka', 'kafka-tools', kafkaVersion],
  ['org.apache.kafka', 'kafka-group-coordinator', kafkaVersion],
  ['org.slf4j', 'slf4j-simple', '1.7.36'],
].map(
  ([group, artifact, version]) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
);

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kfw</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${kafkaDependencies.join('')}</dependencies>
</project>`;

/** Everything needed to start a cluster, downloaded where missing. Throws `KFW_KAFKA_UNAVAILABLE` with the reason. */
export async function findArtifacts(print: (line: string) => void): Promise<Artifacts> {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  await requireJava(java);
  const cache = await cacheFolder();

  const kafka = join(cache, `kafka-${kafkaVersion}`);
  await download(kafka, `Apache Kafka ${kafkaVersion} (54 MB)`, print, async (folder) => {
    await writeFile(join(folder, 'pom.xml'), pom);
    const jars = join(folder, 'jars');
    await maven(folder, [`${plugin}:copy-dependencies`, `-DoutputDirectory=${jars}`, '-DincludeScope=runtime']);
    return jars;
  });

  const registry = join(cache, `apicurio-registry-${registryVersion}`);
  await download(registry, `Apicurio Registry ${registryVersion} (109 MB)`, print, async (folder) => {
    const app = join(folder, 'app');
    const artifact = `io.apicurio:apicurio-registry-app:${registryVersion}:tar.gz:all`;
    await maven(folder, [`${plugin}:unpack`, `-Dartifact=${artifact}`, `-DoutputDirectory=${app}`]);
    return app;
  });

  return { java, kafka, registry: join(registry, `apicurio-registry-app-${registryVersion}-runner.jar`) };
}

/**
 * The folder with the jar of Kafka Streams, whose other jars are among Kafka's. Without RocksDB's, which has 71 MB: its
 * stores are in memory. Downloaded where missing; throws as `findArtifacts` does.
 */
export async function findStreams(print: (line: string) => void): Promise<string> {
  const streams = join(await cacheFolder(), `kafka-streams-${kafkaVersion}`);
  await download(streams, `Kafka Streams ${kafkaVersion} (2 MB)`, print, async (folder) => {
    const jars = join(folder, 'jars');
    const artifact = `org.apache.kafka:kafka-streams:${kafkaVersion}`;
    await maven(folder, [`${plugin}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${jars}`]);
    return jars;
  });
  return streams;
}

async function cacheFolder(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kfw');
  await mkdir(cache, { recursive: true });
  return cache;
}

async function requireJava(java: string): Promise<void> {
  const { code, output } = await runProgram(java, ['-version']);
  const version = /version "(\d+)/.exec(output)?.[1];
  if (code !== 0 || version === undefined) {
    throw scenarioError('KFW_KAFKA_UNAVAILABLE', { reason: `${java} does not run. Install Java 17 or newer.` });
  }
  if (Number(version) < 17) {
    throw scenarioError('KFW_KAFKA_UNAVAILABLE', {
      reason: `${java} is Java ${version}. Install Java 17 or newer, or point JAVA_HOME to it.`,
    });
  }
}

async function download(
  target: string,
  name: string,
  print: (line: string) => void,
  fill: (folder: string) => Promise<string>,
): Promise<void> {
  if (await exists(target)) return;
  await withLock(`${target}.lock`, async () => {
    if (await exists(target)) return;
    print(`Downloading ${name} with Maven, once, into ${target}`);
    const folder = await mkdtemp(`${target}.part-`);
    try {
      await rename(await fill(folder), target);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Twice, since a mirror may be changing; the second time Maven asks again for artifacts that were missing. */
async function maven(cwd: string, args: string[]): Promise<void> {
  const fixed = ['-Dstyle.color=never', '--batch-mode', '--quiet'];
  let { code, output } = await runProgram('mvn', [...fixed, ...args], { cwd });
  if (code !== undefined && code !== 0) {
    await pause(retryAfterMs);
    ({ code, output } = await runProgram('mvn', [...fixed, '--update-snapshots', ...args], { cwd }));
  }
  if (code === 0) return;
  const reason =
    code === undefined
      ? 'mvn is not on the PATH. Install Maven 3.6 or newer.'
      : `Maven could not fetch it. ${output.split('[ERROR] ')[1]?.trim() ?? output.trim()}`;
  throw scenarioError('KFW_KAFKA_UNAVAILABLE', { reason });
}

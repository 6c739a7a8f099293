/**
 * JVM flags for short-lived processes, hundreds in a run, which would spend most of their time loading classes and
 * compiling. An archive of Kafka's classes (JEP 350), written once per machine by a node that starts and stops, lies
 * beside the jars; with it and the first compiler alone a node takes a third of the work to be in service. Warm it is
 * slower than with the second compiler: benchmarks start theirs without these flags.
 */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifacts } from './artifacts.js';
import { withLock } from './cache-lock.js';
import { exists } from './exists.js';
import { freePorts } from './free-ports.js';
import { KafkaNode } from './kafka-node.js';

const firstCompilerAlone = '-XX:TieredStopAtLevel=1';
const writtenWithinMs = 60_000;

/** A JVM that cannot use the archive, since it is of another version, runs without it. */
export async function shortLivedJvm(artifacts: Artifacts, print: (line: string) => void): Promise<readonly string[]> {
  const archive = `${artifacts.kafka}.jsa`;
  if (!(await exists(archive))) {
    await withLock(`${archive}.lock`, async () => {
      if (await exists(archive)) return;
      print(`Writing an archive of Kafka's classes, once, to ${archive}`);
      await writeArchive(artifacts, archive);
    });
  }
  const written = await exists(archive);
  return written ? [firstCompilerAlone, `-XX:SharedArchiveFile=${archive}`] : [firstCompilerAlone];
}

async function writeArchive(artifacts: Artifacts, archive: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kfw-classes-'));
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const address = { id: 1, port, controllerPort };
  const about = { address, all: [address], clusterId: 'AAAAAAAAAAAAAAAAAAAAAA', folder, artifacts, settings: {} };
  const part = `${archive}.${process.pid}`;
  try {
    await new KafkaNode({ ...about, jvmFlags: [firstCompilerAlone] }).format();
    const node = new KafkaNode({ ...about, jvmFlags: [firstCompilerAlone, `-XX:ArchiveClassesAtExit=${part}`] });
    await node.start();
    await node.stop(writtenWithinMs);
    if (await exists(part)) await rename(part, archive);
  } finally {
    await rm(part, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

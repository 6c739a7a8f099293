/**
 * kcat, a client on librdkafka. It shows the bytes on the wire without code of kfw, and writes as other clients
 * do. On Debian: `apt-get install kcat`.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { asMissingKcat, temporaryFolder, type World } from '@kfw/test-cluster';

const execute = promisify(execFile);
const withinMs = 30_000;
const mostOutputBytes = 16 * 1_024 * 1_024;

export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number | string;
}

/** The value of one message, as bytes. */
export async function readValue(world: World, { topic, partition, offset }: Place): Promise<Buffer> {
  const from = ['-t', topic, '-p', String(partition), '-o', String(offset)];
  const args = ['-C', '-q', '-b', world.cluster.brokers, ...from, '-c', '1', '-f', '%s'];
  const options = { encoding: 'buffer', timeout: withinMs, maxBuffer: mostOutputBytes } as const;
  const { stdout } = await execute('kcat', args, options).catch(failed);
  return stdout;
}

/** Writes one message to partition 0 of a topic. */
export async function writeValue(world: World, topic: string, value: Buffer, key: string): Promise<void> {
  const file = path.join(await temporaryFolder(world), 'value');
  await writeFile(file, value);
  const args = ['-P', '-q', '-b', world.cluster.brokers, '-t', topic, '-p', '0', '-k', key, file];
  await execute('kcat', args, { timeout: withinMs }).catch(failed);
}

function failed(thrown: unknown): never {
  throw asMissingKcat(thrown, 'this scenario');
}

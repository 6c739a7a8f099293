/**
 * Asks Java Avro for its verdicts, in one JVM that compiles the Java file beside this one as it starts. The jars are
 * those of Apicurio Registry, which the scenarios run on.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { findArtifacts } from '../../src/kafka/artifacts.js';

/** Texts of a reader and a writer. */
export type SchemaPair = readonly [reader: string, writer: string];

export interface JavaVerdict {
  readonly compatible: boolean;
  /** `RULE /place`. */
  readonly found: readonly string[];
}

export async function javaVerdicts(pairs: readonly SchemaPair[]): Promise<JavaVerdict[]> {
  const { java, registry } = await findArtifacts((line) => process.stderr.write(`${line}\n`));
  const jars = path.join(path.dirname(registry), 'lib', '*');
  const source = path.join(__dirname, 'JavaVerdicts.java');
  const args = ['-XX:TieredStopAtLevel=1', '-Xmx256m', '-cp', jars, source];
  const child = spawn(java, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
  const [output, complaints] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const verdicts = output
    .trim()
    .split('\n')
    .map((line): JavaVerdict => JSON.parse(line || 'null'));
  if (verdicts.length !== pairs.length) throw new Error(`Java Avro gave no verdicts: ${complaints.slice(0, 2000)}`);
  return verdicts;
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

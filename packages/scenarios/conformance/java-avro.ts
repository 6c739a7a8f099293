/**
 * Asks a Java program about Avro, in one JVM that compiles its source as it starts: a line of JSON for each question,
 * and one for each answer. The jars are those of Apicurio Registry, which the scenarios run on.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { clusters, findArtifacts, isMissing } from '@kfw/test-cluster';

/** Where Apache Kafka does not run there may be no Java to ask. */
export const hasJava = clusters().some((cluster) => cluster.kind === 'apache-kafka' && !isMissing(cluster));

export async function askJavaAvro(source: string, questions: readonly unknown[]): Promise<unknown[]> {
  const { java, registry } = await findArtifacts((line) => process.stderr.write(`${line}\n`));
  const jars = path.join(path.dirname(registry), 'lib', '*');
  const args = ['-XX:TieredStopAtLevel=1', '-Xmx256m', '-cp', jars, source];
  const child = spawn(java, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  // A program that ends early says why in its complaints.
  child.stdin.on('error', () => undefined);
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  const [output, complaints] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const answers = output
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  if (answers.length !== questions.length) throw new Error(`Java Avro gave no answer: ${complaints.slice(0, 2000)}`);
  return answers;
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
